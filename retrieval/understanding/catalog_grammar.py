"""Turns of phrase by which messages ask for episodes, as patterns over plain forms."""

import re

OTHERS_RECOMMEND = re.compile(
    r"\b(?:he|she|they|guest|host|hosts|[a-z]+) (?:recommends?|recommended|suggests?|"
    r"suggested)\b(?<!you recommend)(?<!you suggest)"
    r"(?<!can recommend)(?<!please recommend)(?<!please suggest)(?<!to recommend)(?<!and recommend)"
    r"(?<!could recommend)"
)
"""Somebody other than the bot recommends."""
HEAD = re.compile(
    r"(?:in |on |from |a |em |dans |de )?(?:so )?(?:(?P<one>(?:is there|are there|do you have|"
    r"have you got|got|any) ones?(?= (?:about|on|with|where|in which|that|for)\b)|"
    r"which ones?)(?= (?:(?:is|was|are|were|has|had) (?:with|about|on|the one)|with|about|where|in which|"
    r"that|features?|covers?|talks?|mentions?|deals?|for))|"
    r"(?:do|does|did|has|have) (?:you|they|we|(?:the )?(?:\w+ ){1,3}?(?:shows?|"
    r"podcasts?|pod)) (?:ever )?(?:have|had|done|do|made|make|got|cover|covered|run|record|recorded|publish|"
    r"published)(?: (?:an?|any|some|the))?(?=.*\b(?:episodes?|eps?|shows?)\b)|"
    r"(?P<definite>what (?:was|is|were|are) (?:that|the|this|the name of (?:the|that)))|which|what|"
    r"is there|any|are there|there is|do you have|do we have|did you have|have you got|have you|got|list|"
    r"show me|"
    r"find me|find|give me|tell me (?:which|what|the)|looking for|i am looking for|i want|i need|all|"
    r"every|search(?: for)?|where is (?:that|the)|whats (?:that|the)|can you find|do you know|"
    r"(?P<anything>(?:(?:do you have |is there |have you |got |find |find me |show me |"
    r"give me )(?:anything|something|any stuff|stuff)|anything) (?:about|on|related to|regarding|"
    r"covering|dealing with))|"
    r"welche[rnms]?|in welche[rnm]?|gibt es|gibts|habt ihr|hast du|hay|que|cuales?|en que|tienes|tienen|"
    r"quels?|quelles?|y a t il|il y a|as tu|avez vous|est ce qu il y a|dans quel|"
    r"tem|ha|quais|qual|em qual|em quais|em que|existe|どの)(?!\w)\s*(?=\S)"
)
"""The beginning of a question for episodes, up to the noun."""
TALKS_IN_EPISODE = re.compile(
    r"(?:which|what) (?!episodes?\b|eps?\b|other|one)\w+ (?:\w+ )?(?:do|does|did|is|was|are|were)\b"
)
"""The beginning of a question for a thing within an episode."""
ASKS_FOR_ANYTHING = re.compile(
    r"\b(?:recommend|suggest|recomend)\w*(?: me| us)? (?:something|anything|some stuff|one)\b|"
    r"\b(?:empf|recom|conseil|indic)\w+ (?:mir |uns |me |moi |nous )?"
    r"(?:was|etwas|algo|quelque chose|alguma coisa)\b|"
    r"\b(?:throw|toss|give|send|find|play|show|pick|get|hit) (?:me|us) (?:with )?"
    r"(?:something|anything)(?: \w+)?$|"
    r"\b(?:which|what) (?:one|episode|ep) (?:fits|suits)(?: best| that| me)*$|"
    r"^(?:something|anything) (?:\w+ )?(?:for|to)\b|"
    r"^(?:(?:got|are there|is there|have you got|do you have|you got) )?(?:any|some|an?) (?:really )?"
    r"(?:good|great|nice|decent|cool|fun|interesting|must hear|fitting) (?:ones?|episodes?|eps?)"
    r"(?= (?:for|to|if|when)\b|$)|おすすめ|お勧め|オススメ|"
    r"\b(?:what|which)(?: one| episode| ep)? (?:should|could|can|shall|do) i (?:put on|listen|hear|play|"
    r"start|try|queue|pick|begin|choose)\b"
    r"|\bwhich (?:one|episode|ep) (?:is|would be|fits|suits) (?:good |best |right |the best |"
    r"perfect )?(?:for )?(?:me|beginners)\b"
)
"""Asks what to listen to, and for no other thing that could be recommended."""
CAME_OUT = re.compile(
    r"(?:what|anything|which|did anything|has anything|was|que|quoi|o que)(?: (?:else|episodes?|shows?|"
    r"is|has|have|was|been|ist|hat))* "
    r"(?:came|come|released?|dropped|published|new|out|posted|uploaded|aired|recorded(?= \S)|"
    r"rausgekommen|erschienen|salio|sorti|saiu)\b"
)
"""Asks what was published."""
BARE_HEAD = re.compile(
    r"(?:more |other |good |all )?(?:episodes?|eps?|folgen?|episodios?) (?:about|on|abt|with|where|that|"
    r"which|covering|uber|zu|zum|sobre|de|sur|com|mit|discussing|mentioning|featuring|related to|for)\b"
)
"""Episodes on a subject, without a verb."""
WHERE = re.compile(r"\s*(?:where|about|with|in which|that|when|on|they|he|she|from|called)\b")
"""What follows a noun that is described by what happens in it."""
LIBRARY = re.compile(
    r"^(?:got|any|anything)\b|\b(?:you|u|we|here|library|list|is there|are there|there is|exists?|available|"
    r"indexed|gibt es|gibts|habt ihr|hast du|hay|tienes|tienen|il y a|y a t il|as tu|avez vous|tem|"
    r"existe)\b|ある|あり"
)
"""Speaks of the library or to the bot."""
ANYTHING_BY = re.compile(
    r"(?:do you have|have you got|you got|got|is there|are there|you have|have you|gibt es|habt ihr|"
    r"hast du|hay|"
    r"tienes|as tu|il y a|tem)? ?(?:an |any |some |was |algo |algum\w* |un |eine |)*(?:anything|"
    r"something|stuff|"
    r"(?:\w+ )?(?:episodes?|eps?|interviews?|shows?|podcasts?|folgen?|episodios?)|von|) ?"
    r"(?:by|with|from|featuring|mit|von|con|avec|com) (?P<name>\w+(?: \w+){0,2}?)(?: in (?:it|there|here))?"
)
"""Asks for something with a person whom the library may not know."""
ASKS_FOR_ROLE = re.compile(
    r"\b(?:who|wer|quien|qui|quem)\b.{0,20}\b(?:ceo|cto|coo|cfo|(?:co ?)?founders?|inventors?|creators?|"
    r"makers?|authors?|owners?|boss|president|director|head|leader|keepers?|designers?|wrote|made|invented|founded|"
    r"created|built|owns|runs|grunder\w*|erfinder\w*|fundador\w*|creador\w*|fondateur\w*|inventeur\w*|"
    r"criador\w*)\b"
)
"""Asks who holds an office or has made something, and not who takes part."""
EPISODES = re.compile(
    r"\b(?:episodes|eps|folgen|episodios|capitulos)\b|エピソード|"
    r"\b(?:every(?: single)?|each|jede|cada|chaque) (?:\w+ ){0,3}(?:episode|ep|folge|episodio)\b"
)
"""Speaks of more episodes than one."""
