"""Every word a reader sees: numbers and grammar, sentences, labels. Knows figures and states, no pages and no HTML."""
