"""What an hour or a day will ask for, from what the same hours asked for before.

Pure: the counts of earlier days, the calendar and the present are arguments. Every figure can be worked out by hand.
"""

from weald.engines.forecast.day import Calendar, Expected, Forecast, forecast, kind_of, rest_of_day
from weald.engines.forecast.spread import at_most

__all__ = ["Calendar", "Expected", "Forecast", "at_most", "forecast", "kind_of", "rest_of_day"]
