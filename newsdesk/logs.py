"""What the log leaves out."""

import logging


class WithoutTraceback(logging.Filter):
    """For what strangers cause and nobody can mend: one line says it all."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = None
        return True
