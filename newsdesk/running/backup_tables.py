"""What of the database goes into a backup: each table is decided about here, and says why.

A backup travels farther than the site does. So what lets somebody in, or is of the moment, stays at home: of those
tables the backup has the columns and no rows. A table that nobody has decided about fails the tests.
"""

LEFT_OUT = {
    "account_emailconfirmation": "links that confirm an address, in the clear; the site sends none",
    "django_session": "who is signed in, under digests of their cookies; a restored site signs everybody out",
    "newsdesk_browsersession": "where they are signed in; says nothing without the sessions",
    "newsdesk_cache": "codes of the second step that were used within the last minutes",
    "newsdesk_knownbrowser": "browsers that signed in before, which have a count of their own for wrong passwords",
    "newsdesk_signinguard": "who has failed to get in within the last minutes",
}

# What somebody who has a backup reads in it; docs/running.md says what to do when that happens.
TAKEN = {
    "account_emailaddress": "e-mail addresses",
    "annotations_anchor": "annotations, with the words that they quote",
    "annotations_annotation": "annotations and their notes, drafts too",
    "annotations_apitoken": "digests of API tokens, of 256 random bits each: no token can be made of them",
    "annotations_articlelabel": "annotations",
    "annotations_codebook": "codebooks",
    "annotations_confidentialnote": "confidential notes, in the clear",
    "annotations_export": "which exports were made; the files are among the uploaded ones",
    "annotations_invitedmember": "places in projects that go with invitations",
    "annotations_membership": "who belongs to which project",
    "annotations_project": "projects",
    "annotations_projectarticle": "which articles are in which project",
    "annotations_reading": "who reads what",
    "annotations_relation": "annotations",
    "annotations_source": "the registry of sources",
    "annotations_sourcealias": "the registry of sources",
    "annotations_submission": "who handed in what",
    "articles_article": "articles",
    "articles_block": "articles",
    "articles_importbatch": "who imported what",
    "articles_importitem": "names of imported files, and what came of them",
    "articles_namedecision": "who decided whose names are publishers’",
    "articles_nameproposal": "names that texts seem to give",
    "articles_offer": "which articles may be one, and what editors decided",
    "articles_publisher": "publishers",
    "articles_revision": "articles, every version of their texts",
    "auth_group": "the names of the roles",
    "auth_group_permissions": "nothing: roles are no permissions of Django's",
    "auth_permission": "the names of Django's permissions",
    "django_admin_log": "nothing: the history of our own takes its place",
    "django_content_type": "the names of the tables",
    "django_migrations": "the version of the tables",
    "django_tasks_database_dbtaskresult": "work of the background: numbers of exports and backups, where errors were",
    "mfa_authenticator": "secrets of the second step, encrypted under SECRET_KEY, which is in no backup",
    "newsdesk_backup": "where backups lie",
    "newsdesk_erasure": "what was erased by law, and why",
    "newsdesk_event": "the whole history: also addresses from which people signed in",
    "newsdesk_invitation": "digests of the invitations' links, of 256 random bits each: no link can be made of them",
    "newsdesk_keptstate": "keyed digests of what things were like; the key is in no backup",
    "newsdesk_seal": "the history's seals",
    "newsdesk_user": "names, e-mail addresses and password hashes (salted, slow), good for guessing weak passwords",
    "newsdesk_user_groups": "who has which role",
    "newsdesk_user_user_permissions": "nothing: nobody has permissions of Django's",
    "newsdesk_verification": "when the history was verified",
}
