"""The product in a real browser."""

import pytest

# What a page is found guilty of is told, wherever it is asserted.
pytest.register_assert_rewrite("tests.browser.visiting", "tests.browser.serving")
