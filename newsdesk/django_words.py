"""What Django, allauth and django-tasks say and their Arabic lacks: ours fill the gaps. Nothing imports this module."""

from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy

gettext_noop("Conflicting form data submitted. Please try again.")
gettext_noop("Constraint “%(name)s” is violated.")
gettext_noop("Disabled")
gettext_noop("Enable password-based authentication for this user by setting a password.")
gettext_noop("Enabled")
gettext_noop("Enter a valid domain name.")
gettext_noop(
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, numbers, "
    "and @/./+/-/_ characters."
)
gettext_noop("Password-based authentication")
gettext_noop("Password-based authentication was disabled.")
gettext_noop("Raw passwords are not stored, so there is no way to see the user’s password.")
gettext_noop("Reset password")
gettext_noop("Set password")
gettext_noop("Set password: %s")
gettext_noop(
    "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
    "authenticate using other backends, such as Single Sign-On or LDAP."
)
gettext_noop("You must type the same password each time.")
gettext_noop("Task Results")
gettext_noop("Task Result")
pgettext_lazy("Task", "Ready")
pgettext_lazy("Task", "Running")
pgettext_lazy("Task", "Failed")
pgettext_lazy("Task", "Successful")
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms.")
