"""The Bot API methods that the simulator knows, checked as strictly as Telegram checks them."""
