"""A disk for nbdkit that keeps its bytes in a file, and writes down every write and flush with its time.

    nbdkit python logging_disk.py disk=FILE log=FILE

An entry of the log: one byte W or F, the seconds since 1970 as a double, the offset and the size in 8 bytes each (little-endian),
and then the bytes of a write.
"""
import os
import struct
import time

import nbdkit

API_VERSION = 2
settings = {}
log = None


def config(key, value):
    settings[key] = value


def config_complete():
    global log
    log = open_log(settings["log"])


def open_log(path):
    import io

    return io.open(path, "ab", buffering=0)


def thread_model():
    return nbdkit.THREAD_MODEL_SERIALIZE_ALL_REQUESTS


def open(readonly):
    return os.open(settings["disk"], os.O_RDWR)


def close(handle):
    os.close(handle)


def get_size(handle):
    return os.fstat(handle).st_size


def can_flush(handle):
    return True


def can_fua(handle):
    return nbdkit.FUA_EMULATE


def can_trim(handle):
    return False


def can_zero(handle):
    return False


def pread(handle, buffer, offset, flags):
    done = 0
    while done < len(buffer):
        piece = os.pread(handle, len(buffer) - done, offset + done)
        if not piece:
            raise OSError("end of the disk")
        buffer[done : done + len(piece)] = piece
        done += len(piece)


def pwrite(handle, buffer, offset, flags):
    data = bytes(buffer)
    log.write(struct.pack("<cdQQ", b"W", time.time(), offset, len(data)) + data)
    os.pwrite(handle, data, offset)


def flush(handle, flags):
    log.write(struct.pack("<cdQQ", b"F", time.time(), 0, 0))
