"""What Django, allauth and django-tasks say, where their Arabic lacks it or is not in our style: ours goes first.

Nothing imports this module. The style: docs/contributing.md.
"""

from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy

# Sizes and months.
gettext_noop("%s KB")
gettext_noop("%s MB")
gettext_noop("%s GB")
gettext_noop("April")
pgettext_lazy("abbrev. month", "April")
ngettext_lazy("%(size)d byte", "%(size)d bytes")

# What is wrong with what was filled in.
gettext_noop("(Hidden field %(name)s) %(error)s")
gettext_noop(
    "%(datetime)s couldn’t be interpreted in time zone %(current_timezone)s; it may be ambiguous or it may not exist."
)
gettext_noop("%(model_name)s with this %(field_label)s already exists.")
gettext_noop("%(model_name)s with this %(field_labels)s already exists.")
gettext_noop("Constraint “%(name)s” is violated.")
gettext_noop("Conflicting form data submitted. Please try again.")
gettext_noop("Ensure this value is %(limit_value)s (it is %(show_value)s).")
gettext_noop("Ensure this value is a multiple of step size %(limit_value)s.")
gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
gettext_noop("Enter a complete value.")
gettext_noop("Enter a list of values.")
gettext_noop("Enter a number.")
gettext_noop("Enter a valid URL.")
gettext_noop("Enter a valid date/time.")
gettext_noop("Enter a valid domain name.")
gettext_noop("Enter a valid email address.")
gettext_noop("Enter a valid integer.")
gettext_noop("Enter a valid value.")
gettext_noop("Enter a whole number.")
gettext_noop(
    "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. "
    "You may need to file a bug report if the issue persists."
)
gettext_noop("No file was submitted.")
gettext_noop("No file was submitted. Check the encoding type on the form.")
gettext_noop("Null characters are not allowed.")
gettext_noop("Please either submit a file or check the clear checkbox, not both.")
gettext_noop("Please correct the duplicate data for %(field)s.")
gettext_noop("Please correct the duplicate data for %(field)s, which must be unique.")
gettext_noop("Please correct the duplicate values below.")
gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
gettext_noop("Select a valid choice. That choice is not one of the available choices.")
gettext_noop("The inline value did not match the parent instance.")
gettext_noop("The submitted file is empty.")
gettext_noop("This field cannot be blank.")
gettext_noop("This field cannot be null.")
gettext_noop("Value %(value)r is not a valid choice.")
gettext_noop("“%(pk)s” is not a valid value.")
ngettext_lazy(
    "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
)
ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
)
ngettext_lazy(
    "Ensure this filename has at most %(max)d character (it has %(length)d).",
    "Ensure this filename has at most %(max)d characters (it has %(length)d).",
)
ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms.")
ngettext_lazy("Please submit at least %(num)d form.", "Please submit at least %(num)d forms.")

# Accounts, names and passwords.
gettext_noop("A user with that username already exists.")
gettext_noop("Change password: %s")
gettext_noop("Disabled")
gettext_noop("Enable password-based authentication for this user by setting a password.")
gettext_noop("Enabled")
gettext_noop("Enter a new password for the user <strong>%(username)s</strong>.")
gettext_noop("Enter the same password as before, for verification.")
gettext_noop(
    "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.",
)
gettext_noop(
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, numbers, "
    "and @/./+/-/_ characters."
)
gettext_noop("Invalid password format or unknown hashing algorithm.")
gettext_noop("No password set.")
gettext_noop("Password changed successfully.")
gettext_noop("Password-based authentication")
gettext_noop("Password-based authentication was disabled.")
gettext_noop("Raw passwords are not stored, so there is no way to see the user’s password.")
gettext_noop("Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.")
gettext_noop("Reset password")
gettext_noop("Set password")
gettext_noop("Set password: %s")
gettext_noop("The password is too similar to the %(verbose_name)s.")
gettext_noop("The two password fields didn’t match.")
gettext_noop("This password is entirely numeric.")
gettext_noop("This password is too common.")
gettext_noop(
    "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
    "authenticate using other backends, such as Single Sign-On or LDAP."
)
gettext_noop("You must type the same password each time.")
gettext_noop("Your password can’t be a commonly used password.")
gettext_noop("Your password can’t be entirely numeric.")
gettext_noop("Your password can’t be too similar to your other personal information.")
gettext_noop("active")
gettext_noop("Designates whether this user should be treated as active. Unselect this instead of deleting accounts.")
gettext_noop("email address")
gettext_noop("groups")
gettext_noop("last name")
gettext_noop("The groups this user belongs to. A user will get all permissions granted to each of their groups.")
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
ngettext_lazy(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
)

# What allauth tells of its own accord.
gettext_noop("Be patient, you are sending too many requests.")
gettext_noop("Incorrect code.")
gettext_noop("Incorrect password.")
gettext_noop("Invalid or expired key.")
gettext_noop("Please type your current password.")
gettext_noop("The password reset token was invalid.")
gettext_noop("Too many failed login attempts. Try again later.")

# The administration.
gettext_noop(" By %(filter_title)s ")
gettext_noop("%(name)s with ID “%(key)s” doesn’t exist. Perhaps it was deleted?")
gettext_noop("0 of %(cnt)s selected")
gettext_noop("Add another %(model)s")
gettext_noop("Add another %(verbose_name)s")
gettext_noop("Add link")
gettext_noop("All dates")
gettext_noop("Breadcrumbs")
gettext_noop("Change or view list link")
gettext_noop("Change password")
gettext_noop("Change selected %(model)s")
gettext_noop("Clear all filters")
gettext_noop("Clear selection")
gettext_noop("Click here to select the objects across all pages")
gettext_noop("Close")
gettext_noop("Database error")
gettext_noop("Delete")
gettext_noop("Delete selected %(model)s")
gettext_noop("Disable password-based authentication")
gettext_noop("Enable password-based authentication")
gettext_noop("Filter")
gettext_noop("Filter navigation items")
gettext_noop("Go")
gettext_noop("Has date")
gettext_noop("Hold down “Control”, or “Command” on a Mac, to select more than one.")
gettext_noop("Items must be selected in order to perform actions on them. No items have been changed.")
gettext_noop("Lookup")
gettext_noop("Model name")
gettext_noop("Models in the %(name)s application")
gettext_noop("No action selected.")
gettext_noop("None available")
gettext_noop("Popup closing…")
gettext_noop("Remove")
gettext_noop("Run the selected action")
gettext_noop("Save and add another")
gettext_noop("Save and continue editing")
gettext_noop("Save and view")
gettext_noop("Save as new")
gettext_noop("Select all %(total_count)s %(module_name)s")
gettext_noop("Select all objects on this page for an action")
gettext_noop("Select this object for an action - {}")
gettext_noop("Skip to main content")
gettext_noop("Start typing to filter…")
gettext_noop("The {name} “{obj}” was added successfully.")
gettext_noop("The {name} “{obj}” was added successfully. You may add another {name} below.")
gettext_noop("The {name} “{obj}” was changed successfully.")
gettext_noop("The {name} “{obj}” was changed successfully. You may add another {name} below.")
gettext_noop("The {name} “{obj}” was changed successfully. You may edit it again below.")
gettext_noop("Toggle navigation")
gettext_noop("View selected %(model)s")
gettext_noop("You may edit it again below.")
gettext_noop("You don’t have permission to view or edit anything.")
gettext_noop("This action will <strong>enable</strong> password-based authentication for this user.")
ngettext_lazy("%(count)s %(name)s was changed successfully.", "%(count)s %(name)s were changed successfully.")
ngettext_lazy("%(total_count)s selected", "All %(total_count)s selected")
ngettext_lazy("Please correct the error below.", "Please correct the errors below.")
ngettext_lazy("entry", "entries")

# Work in the background.
gettext_noop("Task Results")
gettext_noop("Task Result")
pgettext_lazy("Task", "Ready")
pgettext_lazy("Task", "Running")
pgettext_lazy("Task", "Failed")
pgettext_lazy("Task", "Successful")
