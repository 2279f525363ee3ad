"""Every word a reader sees: numbers and grammar, sentences, labels. Knows figures and states, no pages and no HTML.

* `nl.yml`, read by :mod:`.labels`: words and sentences in which at most a figure or a name is filled in. A translator
  needs no Python for them. `nl/chapters/`: the generated parts of chapters, as templates.
* :mod:`.language`: numbers, units, plurals, prepositions, dates.
* The other modules: sentences that depend on what the figures say, one module per subject.
* Texts of params (names, units, notes) come in the edition's language already (`params.texts`).

The rooms above ask by key or call by name, and a test holds that they hold no words themselves. Another language is
another labels file, another folder of templates, and modules with the names of these.
"""
