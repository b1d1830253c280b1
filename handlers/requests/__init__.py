"""Requests: everything that people do with them in chat, and all that they are sent about them.

The core: `happening` is the one way in which anything befalls a request, `standing` asks who may at every press,
`telling` queues what others hear of it, `letters` writes that when it leaves, `arrivals` remembers where it landed.

- an NGO writes: `filing`, `drafting`, `writing`, `sending` (preview, receipt); `incoming` and `written` read a message
- it gets to an office: `routing`; `redirecting` sends it on; `astray` is for what found no office; `moving`: new dates
- an office works: `desk` (the card, made of `desk_facts`), `taking`, `replying`, `answering`, `sent` (undo, leaving),
  `extending`, `closing` (`reasons`), `template_list`, `history`, `inbox`, `letter` (for printing), `office_telling`
- in its group: `in_groups`, `group_cards`, `group_following`
- the NGO reads and acts: `mine` (the list), `opening`, `card` (made of `casefile`), `own`, `adding`, `editing`,
  `joining`, `overdue`, `otinish`; `steps` tells it of each step, `office_steps` tells the office what the NGO did
- time: `reminding`, `morning`; promises: `promising` with `promise_draft`, `promises`, `promise_letters`
- what buttons carry: `callbacks`, and `…_callbacks` of each part
"""
