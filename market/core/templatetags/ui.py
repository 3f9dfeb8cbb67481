"""The words and parts that every template uses: money, moments, kind tags, rails, proof strips."""
from django import template

register = template.Library()
