"""Tests of the configuration, the key and what is remembered."""
