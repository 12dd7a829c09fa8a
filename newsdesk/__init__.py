"""The house: settings, accounts, history, errors and the design system. Knows no article and no annotation."""
