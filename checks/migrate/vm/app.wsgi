"""The orders of a small shop: how many there are, one of them, a new one, a file for it."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qs

import psycopg2

FILES = Path(os.environ["FILES"])


def answer(method, path, body):
    """Status and what is sent back: text, or something that becomes JSON."""
    with psycopg2.connect(os.environ["DATABASE_URL"]) as database, database.cursor() as cursor:
        if (method, path) == ("GET", "/orders"):
            cursor.execute("select count(*), sum(price) from orders")
            count, total = cursor.fetchone()
            return "200 OK", {"orders": count, "total": str(total)}
        if (method, path) == ("POST", "/orders"):
            form = parse_qs(body.decode())
            cursor.execute(
                "insert into orders (item, price) values (%s, %s) returning id",
                (form["item"][0], form["price"][0]),
            )
            return "201 Created", {"id": cursor.fetchone()[0]}
        if method == "GET" and path.startswith("/orders/"):
            cursor.execute("select id, item, price from orders where id = %s", (path[8:],))
            row = cursor.fetchone()
            if row is None:
                return "404 Not Found", {"error": "no such order"}
            return "200 OK", {"id": row[0], "item": row[1], "price": str(row[2])}
    if method == "PUT" and path.startswith("/upload/"):
        (FILES / Path(path).name).write_bytes(body)
        return "201 Created", {"file": Path(path).name}
    return "404 Not Found", {"error": "no such page"}


def application(environ, start_response):
    """WSGI, as gunicorn calls it."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length)
    status, said = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"], body)
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(said, ensure_ascii=False).encode() + b"\n"]
