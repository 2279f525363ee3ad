"""Whether a finished site is sound: links, anchors, ids, foreign requests, languages."""
