"""HTTP plumbing that knows no feature."""

import jinja2
from flask import Flask
from flask_wtf import CSRFProtect

from awards_app.web import addresses, assets, device, errors, filters, headers


def init_app(app: Flask) -> None:
    """Wire the plumbing into the application."""
    app.jinja_env.undefined = jinja2.StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["absolute"] = addresses.absolute
    device.init_app(app)
    CSRFProtect(app)
    for part in (assets, errors, filters, headers):
        part.init_app(app)
