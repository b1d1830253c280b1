"""What announcements are about, as ids that Kazakh, Russian and English words lead to alike.

A translation shares hardly a word with its original, yet «қоқысты бөлек жинау» and «раздельный сбор мусора» speak of
the same waste. Only subjects that tell one call from another are here: every call speaks of projects and documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.calls.reading.text import fold

# id: beginnings of words. A word that ends in a dot is meant whole («су» is water, «суреті» a picture), two joined by
# `_` follow one another. Ids beginning with `office` name who announces rather than what about.
_SUBJECTS = """
accessible: кедергісіз тосқауылсыз барьер безбарьер accessib barrier
accountant: бухгалтер есепші бухучет accountant bookkeep
addiction: нашақор маскүнем наркоман наркот алкогол лудоман құмар тәуелділ зависимост addict drug
adult_care: күтім күтуші сиделк уход. ухода. caregiver
agriculture: диқан шаруа егін фермер агро сельхоз аграр farmer agricult
air: ауа. ауаның воздух смог air.
animal: жануар мысық ит. иттер. иттерге қаңғыбас животн собак кошек кошки питомц приют shelter animal dogs
art: сурет. суретші өнер. өнері искусств художник живопис рисун art. arts. paint
autism: аутизм аутист рас. autis
award: марапат сыйлы лауреат преми лауреат award prize laureate
bank: жаға жағасын жағалау берег берегов shore riverbank
bird: құс. құстар птиц bird
blood: донорств қан_тапсыр blood_
book: кітап кітапхана книг библиотек оқырман читател book librar
broadcast: подкаст видеоролик бейнеролик video podcast
bullying: буллинг травл қорлау bully
business: кәсіпкер бизнес предприним іскер entrepreneur business startup стартап
child: бала. балалар балаларға баланың балалардың дет. дети детей детям детск ребен ребят child children kids
cinema: кино киноклуб фильм cinema film
city_yard: аула. ауланы аулалар двор. дворы дворов дворовы двора courtyard yard
clean: тазала тазалы таза. чист уборк убира сенбілік субботник cleanup clean
climate: климат жылын climate
conflict: дау. даулар медиаци медиатор бітімгер спор. споров mediation mediator dispute
consumer: тұтынуш потребител consumer
cook: ас. асхана тамақ столов питани обед meal food canteen
corruption: сыбайлас жемқор антикоррупц коррупц corrupt
council: кеңес. кеңесі кеңестің совет. совета советы советов council
craft: қолөнер ремесл шеберл мастер craft
crisis: дағдарыс кризис crisis
culture: мәдени культур cultur
dance: бишілер танц хореограф dance
debate: дебат пікірсайыс дебатн debate
deputy: депутат мәслихат маслихат deputies deputy
design: дизайн design
digital: цифр сандық egov диджитал digital
disability: мүгедек ерекше_қажет инвалид инвалидност особыми_ disabilit
doctor: дәрігер емхана врач поликлин больниц аурухана ауруы clinic hospital doctor
education: білім. білімі білімге образован оқыту education
elder: қарт. қарттар қартта қария зейнеткер ардагер егде пожил пенсионер ветеран elder pension veteran older
employment: жұмыспен еңбек. еңбекке занятост трудоустр безработ жұмыссыз employ job
energy: энергия энергетик энергосбер электр_қуат электроэнерг energy
environment: эколог қоршаған табиғат табиғи окружающ природ environment ecolog nature
ethnic: этнос этнич бірлік татулық межэтн единств толерант ethnic unity toleran
event_forum: форум forum
event_fair: жәрмеңке ярмарк fair. көрме выставк exhibition
family: отбас семь. семья семьи семей. семьям семейн family families
festival: фестивал festival
finance: қаржылық_сауат финансовая_грамотн фандрайз қаражат_іздеу fundrais
fire: өрт. өрттің пожар fire
fish: балық рыб. рыбо fish
flood: тасқын паводк половод наводнен разлив flood
forest: орман лес. леса лесо forest
game: ойын. ойындар игр. игры игра киберспорт game
garden: бақша огород сад. сады садов садовод теплиц жылыжай garden greenhouse
gender: гендер gender
girl: қыз. қыздар қызда девоч девуш girl
green: көгал көгер ағаш. ағаштар озелен дерев саженц көшет лесопосад tree greening plant
hardship: өмірлік_қиын трудной_жизн hardship
health: денсаулы саулығ здоров салауат health
hearing: тыңдау. тыңдаулар слушан hearing
heritage: мұра. мұрасы наслед ескерткіш памятник heritage monument
history: тарих истори өлкетан краевед history
home_violence: тұрмыстық_зорлық зорлық_зомбылық бытов насили violence
homeless: баспанасыз бездомн панасыз homeless
human_rights: адам_құқық құқық_қорғау прав_человека правозащ human_rights
improve: абаттан көрікт благоустр
landscape: ландшафт landscap
inclusion: инклюз inclus
internet: интернет онлайн_қауіп кибер internet cyber
journalist: журналист тілші журналистск journalis
language: тіл. тілі тілін тілдер тілді язык языка языков language
law: құқықтық заң_көмег заңгер заң_кеңес юрист юридическ_помощ юридическ_консульт правов legal lawyer
lead: көшбасшы лидер leader
light: жарық жарықтан освещен lighting
local_government: жергілікті_өзін_өзі местного_самоуправл self_govern
marathon: марафон marathon
media: медиа бақ. сми. media
memory: соғыс войн мемориал war.
migrant: мигрант көші қандас мигрант migrant
monitor: мониторинг бақылау контрол monitor oversight
mother: ана_мен аналар аналық матер мам. мама мамы. мамам. mother matern
mountain: тау. тауы таулы гор. горы горный mountain
museum: музей музе museum
music: музыка ән. әнші вокал күй. музык песн music song
neet: neet
open_data: ашық_дерек открытых_данн open_data
orphan: жетім сирот orphan
parent: ата_ана родител parent
park: саябақ бақ. парк. парка сквер park
patriot: отансүй патриот patriot
plastic: пластик plastic
playground: алаң. алаңы ойын_алаң площадк playground
poet: ақын. ақындар айтыс поэт поэз poet
police: полиция полиц police
prison: пробация сотталған пробац осужден заключенн prison probation
psychology: психолог psycholog
public_service: мемлекеттік_қызмет қызмет_сапа госуслуг государственных_услуг public_service
rehab: оңалту реабилит rehabilit
religion: дін. діни религи religio
road: жол. жолдар дорог тротуар жаяу road pavement
robot: робот робототехн robot
rural: ауыл. ауылдық ауылда ауылы село. села сел. сельск аул. rural village
safety: қауіпсізд безопасн safety
school: мектеп оқушы школ школьн school pupil
science: ғылым наук science
sea: теңіз море. моря. caspian
sew: тігін шить швей sew
sick: сирек_ауру редкими_ пациент науқас patient
ski: шаңғы лыж ski. skiing
smm: smm смм таргет
skill: дағды навык skill
small_lang: ымдау жестов
social_enterprise: әлеуметтік_кәсіп социальн_предприн social_enterprise
soil: топырақ почв soil
sort_waste: қоқыс қалдық мусор отход свалк полигон бөлек раздельн waste garbage recycl
sport: спорт жарыс соревнован турнир sport tournament
stop: аялдама остановк
street: көше. көшелер улиц street
student: студент student
suicide: суицид suicid
tariff: тариф коммунал tariff
teacher: мұғалім ұстаз педагог учител teacher
teen: жасөспірім жеткіншек подрост teen adolescent
theatre: театр theatre theater
tolerance: келісім. согласи
tour: туризм туристік турист tourism
tradition: салт. дәстүр традиц tradition
traffic: көлік транспорт transport
translate: аударма перевод. переводч translat
tuberculosis: туберкулез tubercul
vaccinate: егу. вакцин vaccin
volunteer: волонтер ерікті доброволь volunteer
warm: жылыту тепл_ отоплен warm
water: су. суды сумен ауыз_су вод. вода воды воду водн питьев water
wild: жабайы дикой дикие wildlife
winter: қыс. қысқы зим зимн winter
woman: әйел женщин женск women woman
young: жас. жастар жастарға жастардың молод youth young
office_ministry: ақпарат_министрлі мәдениет_және министерство_культуры мки. мам. ministry_of
office_internal: ішкі_саясат внутренней_политики internal_policy
office_public: қоғамдық_даму общественного_развития public_development
office_youth: жастар_саясаты молодежной_политики молодежи_ youth_policy
office_social: жұмыспен_қамту координации_занятости социальных_программ
office_education: білім_басқармасы білім_бөлімі управление_образования отдел_образования
office_committee: қоғам_істері гражданского_общества
office_culture: мәдениет_басқармасы мәдениет_бөлімі управление_культуры отдел_культуры
operator: абқо цпги cisc азаматтық_бастамаларды_қолдау поддержки_гражданских_инициатив
"""

OFFICE = "office"
_WORD = re.compile(r"[a-zа-я]+")
_LONGEST = 14


def _built() -> tuple[dict[str, str], dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Return ids by whole words, by beginnings of words, and by beginnings of two words in a row."""
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    pairs: dict[str, list[tuple[str, str]]] = {}
    for line in _SUBJECTS.strip().splitlines():
        subject, _, words = line.partition(":")
        for word in words.split():
            first, joint, second = fold(word).partition("_")
            if joint:
                pairs.setdefault(first, []).append((second, subject))
            elif first.endswith("."):
                whole[first[:-1]] = subject
            else:
                beginnings[first] = subject
    return whole, beginnings, pairs


_WHOLE, _BEGINNINGS, _PAIRS = _built()
_SHORTEST = min(map(len, _BEGINNINGS))


def subjects_of(text: str) -> frozenset[str]:
    """Return ids of what a folded text speaks of."""
    return frozenset(_found(_WORD.findall(text)))


def _found(words: list[str]) -> Iterator[str]:
    for number, word in enumerate(words):
        subject = _WHOLE.get(word)
        if subject is not None:
            yield subject
        for size in range(_SHORTEST, min(len(word), _LONGEST) + 1):
            beginning = word[:size]
            subject = _BEGINNINGS.get(beginning)
            if subject is not None:
                yield subject
            if beginning in _PAIRS and number + 1 < len(words):
                for second, paired in _PAIRS[beginning]:
                    if words[number + 1].startswith(second):
                        yield paired
