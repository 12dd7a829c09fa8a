"""Setting Newsdesk up, starting it, stopping it: what stands behind the Makefile and manage.py.

Modules that run before .venv is there (`__main__`, `environment`, `places`, `processes`, `saying`)
need nothing but the standard library; none but `preparing` needs Django.
"""
