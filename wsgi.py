"""Where a WSGI server finds the application; each of its processes also writes reminders and carries the mail."""

from awards_app import create_app
from awards_app.jury import reminding
from awards_app.notices import delivery
from config import Config

config = Config.from_env()
app = create_app(config)
delivery.start(app, config, [reminding.remind_due])
