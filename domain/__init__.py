"""The product's rules: standard library only, no input or output.

Everything here is a pure value or a pure decision; storage, network and Telegram live in other rooms.
"""
