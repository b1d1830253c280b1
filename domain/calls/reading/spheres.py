"""Spheres of Article 5 (Law 36-III) that a call speaks of."""

from __future__ import annotations

from domain.calls.reading.text import Page, Rule, stems

_SPHERES: tuple[tuple[str, Rule], ...] = (
    ("edu_sci_info_sport", stems(
        """
        образован|обучени|наук[аиу]|научн|спорт|школьник|физкульт|медиа|журналист|цифров|грамотност|библиотек|it\\b|
        білім|ғылым|спорт|дене шынық|оқыту|оқыт|медиа|журналист|цифрлық|сауат|кітапхана|education|science|sport|
        media|journalis|digital|literacy|training|хакатон|hackathon|робототех|видеоролик|бейнеролик|подкаст|podcast|
        блогер|жарыс|соревнован|искусственн[а-я]+ интеллект|жасанды интеллект
        """
    )),
    ("health", stems(
        """
        здоров|медицин|здравоохран|зож\\b|нарком|наркоз|вич\\b|спид|туберкул|психическ|денсаулық|салауатты|медицина|
        нашақор|аурудың|суицид|лудоман|құмар ойын|фельдшер|медпункт|патронаж|раннего вмешател|ерте араласу|
        suicid|early intervention|health|medical|hiv|drug prevent|wellbeing
        """
    )),
    ("environment", stems(
        """
        эколог|окружающ|природ|климат|озелен|деревь|водоем|водн[а-я]+ ресурс|отход|мусор|чист(?:ое|ый) (?:мор|бере|
        двор|воз)|берег|экожүйе|эколог|қоршаған орта|табиғ|климат|көгал|ағаш|қалдық|тазалық|су айдын|жағалау|
        эко[а-я]*волонт|экоклуб|жасыл (?:белдеу|сынып|аула|желек|орта)|көшет|саженц|ландшафт|полигон|ауа сапас|
        качеств[аоу] воздуха|су үнемде|экономи[яию] воды|ауыз су|питьев|субботник|сенбілік|пляж|побереж|landscape|
        conservation|air quality|water saving|таза қазақстан|
        environment|ecolog|climate|nature|recycl|drought|biodivers|green
        """
    )),
    ("youth_children", stems(
        """
        молодеж|молодых|молодые|молод[а-яё]+ (?:лидер|людей|люд)|школ(?:е|ах|ам)\\b|приемных родител|подрост|
        дет(?:и|ей|ям|ск|ьми)|ребен|школьник|студент|жастар|
        жас (?:азамат|ерікті|көшбас|отбас|ұрпақ)|бала(?:лар|ға|ның)|жасөспір|оқушы|балалар|youth|young|child|teen|
        student
        """
    )),
    ("family_gender", stems(
        """
        бытов[а-я]+ насил|тұрмыстық зорлық|domestic violence|семь[яиеюё]|семей(?!\\b)(?=н|ств)|материн|гендер|
        женщин|женск|демограф|брак|отбас|әйел|қыз-келін|ана(?:лар|
        мен)|гендер|некеде|family|gender|women|girls|mother
        """
    )),
    ("vulnerable", stems(
        """
        уязвим|инвалид|особ(?:ыми|енными) (?:потребност|возможност)|пожил|пенсион|ветеран|инклюз|бездомн|малообеспеч|
        социальн(?:ая|ой) (?:помощ|поддержк)|социальных услуг|аутис|аутиз|дцп\\b|незряч|слабовид|слепы[хм]|
        слабослыш|нарушени[а-я]+ (?:слух|зрен)|особенност[а-я]+ развит|старшего поколен|серебрян[а-я]+ волонт|
        ерекше қажет|
        мүмкіндігі шектеул|есту қабілет|естімей|көру қабілет|егде|аға буын|әлеуметтік қызметтер орталы|
        developmental|autis|осал|мүгедек|қарт|зейнет|ардагер|инклюз|аз қамтыл|баспанасыз|vulnerable|
        disabilit|elderly|older people|inclusi|homeless|pension
        """
    )),
    ("orphans_large_families", stems(
        """
        сирот|многодетн|неполн[а-я]+ сем|приемн[а-я]+ сем|детск[а-я]+ дом|жетім|көпбала|толық емес отбас|
        балалар үйі(?!рме)|orphan|large famil|foster
        """
    )),
    ("employment", stems(
        """
        занятост|трудоустро|предприним|бизнес|безработ|самозанят|жұмыспен қам|кәсіпкер|бизнес|жұмыссыз|еңбек|
        employment|entrepreneur|business|livelihood|jobs
        """
    )),
    ("rights", stems(
        """
        прав[ао]? (?:человек|ребенк|женщин|потребит|граждан)|правов|правозащит|юридическ|защит[аыуе] прав|антикорруп|
        буллинг|насили|свобод[аыу] (?:слова|выражен)|персональн[а-я]+ данн|дербес дерек|правах|freedom of|
        құқық(?! бұзушылық)|заң көмегі|сыбайлас|зорлық|буллинг|human rights|legal|rights of|anti-corruption|
        violence|watchdog|rule of law
        """
    )),
    ("culture", stems(
        """
        культур|искусств|творчеств|театр|музык|ремесл|библиотек|фестивал|кітапхана|librar|festival|мәдени|өнер|
        театр|музыка|қолөнер|culture|arts?\\b|theatre|
        music|craft
        """
    )),
    ("heritage", stems(
        """
        наследи|музе[йея]|памятник|краевед|традици|истори[яию]|мұра|ескерткіш|музей|тарих|дәстүр|өлкетан|heritage|
        museum|histor|monument
        """
    )),
    ("accord_unity", stems(
        """
        единств|согласи[яею]|межэтнич|толерант|патриот|межконфесс|бірлік|келісім(?!шарт)|этносаралық|татулық|
        отансүйг|патриот|tolerance|unity|interethnic|social cohesion|peace
        """
    )),
    ("probation", stems("""пробаци|осужден|освободивш|заключенн|пробация|сотталған|probation|prison|ex-offender""")),
    ("service_monitoring", stems(
        """
        качеств[аоу] (?:государственн|оказания)|мониторинг[а-я]* (?:качеств|государственн|услуг)|общественн(?:ый|
        ого) (?:мониторинг|контрол)|мемлекеттік қызмет[а-я]* сапа|қоғамдық (?:мониторинг|бақылау)|public service|
        monitoring of (?:services|local)|public oversight
        """
    )),
    ("civil_society", stems(
        """
        гражданск(?:ого|ое|их|ий|ая|ой|им) (?:обществ|инициатив|актив|форум|сектор)|потенциал[а-я]* нпо|
        развити[ея] нпо|ресурсн[а-я]+ центр[а-я]* (?:для )?нпо|местно(?:го|е|
        м) самоуправлен|азаматтық (?:қоғам|бастама|белсен|форум)|үеұ[а-я-]* (?:әлеует|дамыт)|
        жергілікті өзін-өзі|civil society|capacity of ngo|civic|self-government|local governance
        """
    )),
    ("volunteering", stems("""волонтер|доброволь|ерікті|волонтер|volunteer""")),
    ("animals", stems("""животн|собак|кошек|питомц|жануар|иттер|мысық|animal|stray dogs""")),
    ("hardship", stems(
        """
        бытов[а-я]+ насил|тұрмыстық зорлық|domestic violence|трудн(?:ой|ая|ую) жизненн|
        кризисн(?:ый|ого|ом|ые) центр|пострадавш|бездомн|беженц|паводк|өмірлік қиын|
        қиын жағдай|дағдарыс орталы|зардап шек|су тасқын|hardship|crisis cent|victims|refugee|difficult life
        """
    )),
)  # fmt: skip


# Who announces and where they meet, not what about: «отдел занятости», «Дом культуры».
_ASIDE = stems(
    """
    дом[а-я]* культуры|министерств[а-я]+ культуры|внутренней политики, культуры|занятости и социальн|
    управлени[а-я]+ занятости|отдел[а-я]* занятости|мәдениет үй|мәдениет және ақпарат|жұмыспен қамту (?:және|бөлім|
    басқарма)|сыбайлас жемқорлық фактілері|баз[аеуы] данных|общественного объединения|волонт[её]р[а-я]* и |
    қоғамдық бірлестік
    """
)


def read_spheres(page: Page, known: frozenset[str] | None = None) -> tuple[tuple[str, ...], float, str]:
    """Return ids of the spheres, how sure, and the first telling words.

    «НПО» alone is no sphere: it says whom the call is for. A call without a sphere goes to everybody of its territory.
    A sphere needs a word in the title or two in the text, or to be among the two the text speaks of most: a passing
    word («в школьной библиотеке») makes no sphere.

    Args:
        page: the post.
        known: ids that exist in the editable list; others are left out.
    """
    aside = [match.span() for match in _ASIDE.finditer(page.folded)]
    scores: dict[str, float] = {}
    words: dict[str, str] = {}
    for sphere, pattern in _SPHERES:
        if known is not None and sphere not in known:
            continue
        seen: set[str] = set()
        points = 0.0
        for match in pattern.finditer(page.folded):
            if len(seen) > 8:
                break
            if any(low <= match.start() < high for low, high in aside):
                continue
            if match.start() < page.title_end:
                points += 2.0
            elif match.group() not in seen:
                points += 1.0
            else:
                points += 0.3
            seen.add(match.group())
            words.setdefault(sphere, page.shown(match.start(), match.end()))
        if points:
            scores[sphere] = points
    if "civil_society" in scores and len(scores) > 1:
        scores["civil_society"] *= 0.6  # civic words stand in every call: whom it is for, not what about
    best = max(scores.values(), default=0.0)
    chosen = sorted(
        (sphere for sphere, points in scores.items() if points >= max(1.0, best * 0.35)), key=lambda one: -scores[one]
    )[:5]
    if not chosen:
        return (), 0.0, ""
    sure = 0.85 if best >= 3 else 0.72 if best >= 2 else 0.62
    return tuple(chosen), sure, words[chosen[0]]
