"""Sends points as carbon's documentation tells clients to: client.py <port> <protocol>; points from standard input.

A line is path value time; they are sent as one pickle per hundred, each behind its length.
"""
import pickle
import socket
import struct
import sys

port, protocol = int(sys.argv[1]), int(sys.argv[2])
points = []
for line in sys.stdin:
    path, value, time = line.split()
    points.append((path, (int(time), float(value))))
with socket.create_connection(("127.0.0.1", port)) as connection:
    for begin in range(0, len(points), 100):
        payload = pickle.dumps(points[begin : begin + 100], protocol=protocol)
        connection.sendall(struct.pack("!L", len(payload)) + payload)
