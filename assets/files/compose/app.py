"""A small shop: GET / lists the orders, POST / adds one. Its settings are environment variables.

Run by itself (python3 app.py) it is the health check: it ends with an error unless the server
that runs beside it answers and reaches the database.
"""

import os
import socket
import sys
import urllib.request

import psycopg2


def query(statement, *values):
    """Run a statement in the database; return the rows that it gives, if any."""
    with open(os.environ["DB_PASSWORD_FILE"]) as file:
        password = file.read().strip()
    connection = psycopg2.connect(
        host=os.environ["DB_HOST"], dbname="shop", user="shop", password=password, connect_timeout=3
    )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def application(request, start_response):
    """What the server calls for each request (WSGI)."""
    if request["REQUEST_METHOD"] == "POST":
        length = int(request.get("CONTENT_LENGTH") or 0)
        query("INSERT INTO orders (what) VALUES (%s)", request["wsgi.input"].read(length).decode())
    lines = [f"shop {os.environ['SHOP_VERSION']} on {socket.gethostname()}"]
    lines += [f"{number} {what}" for number, what in query("SELECT * FROM orders ORDER BY number")]
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return ["\n".join([*lines, ""]).encode()]


if __name__ == "__main__":
    sys.exit(urllib.request.urlopen("http://127.0.0.1:8000/", timeout=3).status != 200)

# When the server starts. Without a database it does not start.
query("CREATE TABLE IF NOT EXISTS orders (number serial PRIMARY KEY, what text NOT NULL)")
