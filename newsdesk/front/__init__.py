"""What stands between the network and Django: it reads each request whole before a thread is given to it.

Granian speaks HTTP and calls `application.py` in the event loop of each web process; Django answers in a few threads.
Whoever sends or reads slowly keeps a little memory, and no thread.
"""
