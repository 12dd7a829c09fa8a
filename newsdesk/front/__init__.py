"""What stands between the network and Django: it reads each request whole before a thread is given to it.

Granian speaks HTTP and calls `application.py` in the event loop of each web process; Django answers in a few threads.
Whoever sends or reads slowly keeps a little memory, and no thread.

By hand, because granian by itself gives a request a thread at once; waitress waits for its end, too, but counts what
is sent neither by address nor by who sends it.
"""
