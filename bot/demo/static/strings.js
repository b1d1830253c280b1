// Every word of the page itself, in both languages. What the phones show comes from the bot.
const MONTHS = {
  kk: "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(" "),
  ru: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" "),
};
const DAYS = {
  kk: "жексенбі дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі".split(" "),
  ru: "воскресенье понедельник вторник среда четверг пятница суббота".split(" "),
};

const TEXTS = {
  kk: {
    title: "Елші · таныстыру нұсқасы",
    tagline: "ҮЕҰ мен әкімдік арасындағы бот · таныстыру нұсқасы",
    otherLanguage: "Рус",
    switchLanguage: "Переключить страницу на русский язык",
    offline: "Байланыс үзілді. Қайта қосылып жатыр…",
    phones: "Телефондар",
    panel: "Басқару панелі",
    panelTab: "Панель",
    newMessages: (n) => `${n} жаңа хабарлама`,
    botName: "Елші",
    bot: "бот",
    typing: "жазып жатыр…",
    start: "Бастау",
    emptyChat: "Бұл жерде әзірге хабарлама жоқ. Ботпен сөйлесуді бастаңыз.",
    chat: (name) => `${name}: ботпен сөйлесу`,
    menu: "Мәзір",
    commands: "Пәрмендер",
    write: "Хабарлама",
    send: "Жіберу",
    keyboardShow: "Пернетақтаны көрсету",
    keyboardHide: "Пернетақтаны жасыру",
    attach: "Файл тіркеу",
    down: "Соңғы хабарламаға өту",
    edited: "өзгертілді",
    voice: "Дауыстық хабарлама",
    photo: "Фотосурет",
    file: "Файл",
    download: "Жүктеп алу",
    unknown: "Бұл хабарлама таныстыру нұсқасында көрсетілмейді",
    opensPage: "сайттағы бет жаңа терезеде ашылады",
    spoiler: "Жасырын мәтін: ашу үшін басыңыз",
    noAnswer: "Бот жауап бермеді. Қайта басып көріңіз.",
    failed: "Жіберілмеді. Қайталап көріңіз.",
    tooBig: "Файл тым үлкен (ең көбі 20 МБ).",
    expired: "Бұл түйме енді жоқ.",
    ok: "Жарайды",
    firstTitle: "Неден бастайын?",
    first: [
      "Айгүлдің телефонында «Бастау» түймесін басып, тіркеліңіз.",
      "Төменде «Жариялау» түймесін басыңыз: хабарлама тиісті телефонға барады.",
      "Уақытты жылжытып, «Ашық конкурстар» түймесін басыңыз: мерзімі өткендер тізімнен шығады.",
    ],
    publishTitle: "Сайтқа жариялау",
    publishWhich: "Қай хабарландыру?",
    publish: "Жариялау",
    publishAll: "Барлығы жарияланды. Қайта бастау үшін демонстрацияны қайта іске қосыңыз (Ctrl-C, make demo).",
    publishedToast: "Сайтта жарияланды",
    clockTitle: "Уақыт",
    hour: "+1 сағат",
    day: "+1 күн",
    week: "+7 күн",
    clockNote: "Тыныштық уақытында (22:00–08:00) бот хабарламаларды таңға қалдырады; мерзімі таңға дейін бітетіні ғана бірден жіберіледі.",
    traceTitle: "Хабарландырудың жолы",
    traceEmpty: "Хабарландыру жарияланғанда оның жолы осында көрінеді: сайт → оқу → кімге қатысты → хабарлама.",
    traceSite: "Сайтта жарияланды",
    traceRead: "Бот сайтты оқыды",
    traceCall: "Конкурс деп таныды",
    traceNoCall: "Конкурс емес деп таныды",
    traceKnown: "Бұрыннан белгілі конкурсқа қосылды",
    traceSent: "Жіберілді",
    traceNobody: "Ешкімге жіберілмеді",
    traceLater: "Кейін жіберіледі",
    seconds: (n) => `+${n} с`,
    atHour: (time) => `сағат ${time}`,
    atDay: (day, time) => `${day}, сағат ${time}`,
    sitesTitle: "Үлгі сайттар",
    posts: (n) => `${n} хабарландыру`,
    visited: (time, fresh) => (fresh ? `бот оқыған уақыты: ${time}` : `бот қараған уақыты: ${time}, жаңасы жоқ`),
    invented: "Мәтіндер мен адамдар ойдан шығарылған. Барлығы осы компьютерде жұмыс істейді.",
    kinds: {
      grant: "грант", sso: "мемлекеттік әлеуметтік тапсырыс", partnership: "стратегиялық әріптестік",
      award: "сыйлықақы", csr: "бизнестің қолдауы", participatory_budget: "халық қатысатын бюджет", contest: "конкурс",
      training: "оқыту", event: "іс-шара", volunteering: "волонтерлік",
    },
    date: (d) => `${d.day} ${MONTHS.kk[d.month]}, ${DAYS.kk[d.weekday]}`,
    shortDate: (d) => `${d.day} ${MONTHS.kk[d.month]}`,
    deadline: (text) => `соңғы мерзім – ${text}`,
    size: (n) => (n < 1024 ? `${n} Б` : n < 1048576 ? `${Math.round(n / 1024)} КБ` : `${(n / 1048576).toFixed(1).replace(".", ",")} МБ`),
  },
  ru: {
    title: "Елші · демонстрация",
    tagline: "Бот между НПО и акиматами · демонстрация",
    otherLanguage: "Қаз",
    switchLanguage: "Бетті қазақ тіліне ауыстыру",
    offline: "Связь прервалась. Подключаемся снова…",
    phones: "Телефоны",
    panel: "Панель управления",
    panelTab: "Панель",
    newMessages: (n) => `Новых сообщений: ${n}`,
    botName: "Елші",
    bot: "бот",
    typing: "печатает…",
    start: "Запустить",
    emptyChat: "Здесь пока нет сообщений. Начните разговор с ботом.",
    chat: (name) => `${name}: разговор с ботом`,
    menu: "Меню",
    commands: "Команды",
    write: "Сообщение",
    send: "Отправить",
    keyboardShow: "Показать клавиатуру",
    keyboardHide: "Скрыть клавиатуру",
    attach: "Прикрепить файл",
    down: "К последнему сообщению",
    edited: "изменено",
    voice: "Голосовое сообщение",
    photo: "Фотография",
    file: "Файл",
    download: "Скачать",
    unknown: "Демонстрация не показывает такие сообщения",
    opensPage: "страница сайта откроется в новом окне",
    spoiler: "Скрытый текст: нажмите, чтобы открыть",
    noAnswer: "Бот не ответил. Нажмите ещё раз.",
    failed: "Не отправлено. Попробуйте ещё раз.",
    tooBig: "Файл слишком большой (не более 20 МБ).",
    expired: "Этой кнопки больше нет.",
    ok: "Хорошо",
    firstTitle: "С чего начать?",
    first: [
      "На телефоне Айгуль нажмите «Запустить» и пройдите регистрацию.",
      "Ниже нажмите «Опубликовать»: сообщение придёт на нужный телефон.",
      "Передвиньте время и нажмите «Открытые конкурсы»: закрытых в списке уже нет.",
    ],
    publishTitle: "Публикация на сайте",
    publishWhich: "Какое объявление?",
    publish: "Опубликовать",
    publishAll: "Опубликовано всё. Чтобы начать заново, перезапустите демонстрацию (Ctrl-C, make demo).",
    publishedToast: "Опубликовано на сайте",
    clockTitle: "Время",
    hour: "+1 час",
    day: "+1 день",
    week: "+7 дней",
    clockNote: "В тихие часы (22:00–08:00) бот откладывает сообщения до утра; сразу уходит только то, чей срок истекает до утра.",
    traceTitle: "Путь объявления",
    traceEmpty: "Когда объявление опубликовано, здесь виден его путь: сайт → чтение → кого касается → сообщение.",
    traceSite: "Опубликовано на сайте",
    traceRead: "Бот прочитал сайт",
    traceCall: "Распознан конкурс",
    traceNoCall: "Распознано: не конкурс",
    traceKnown: "Добавлено к уже известному конкурсу",
    traceSent: "Отправлено",
    traceNobody: "Никому не отправлено",
    traceLater: "Будет отправлено позже",
    seconds: (n) => `+${n} с`,
    atHour: (time) => `в ${time}`,
    atDay: (day, time) => `${day} в ${time}`,
    sitesTitle: "Сайты-образцы",
    posts: (n) => `объявлений: ${n}`,
    visited: (time, fresh) => (fresh ? `бот прочитал в ${time}` : `бот смотрел в ${time}, нового нет`),
    invented: "Тексты и люди вымышлены. Всё работает на этом компьютере.",
    kinds: {
      grant: "грант", sso: "государственный социальный заказ", partnership: "стратегическое партнёрство",
      award: "премия", csr: "поддержка от бизнеса", participatory_budget: "бюджет народного участия", contest: "конкурс",
      training: "обучение", event: "мероприятие", volunteering: "волонтёрство",
    },
    date: (d) => `${d.day} ${MONTHS.ru[d.month]}, ${DAYS.ru[d.weekday]}`,
    shortDate: (d) => `${d.day} ${MONTHS.ru[d.month]}`,
    deadline: (text) => `последний день – ${text}`,
    size: (n) => (n < 1024 ? `${n} Б` : n < 1048576 ? `${Math.round(n / 1024)} КБ` : `${(n / 1048576).toFixed(1).replace(".", ",")} МБ`),
  },
};

let language = "kk";
try {
  if (localStorage.getItem("elshi-language") === "ru") language = "ru";
} catch {
  // Storage may be forbidden; the page then starts in Kazakh.
}

export const lang = () => language;

/** Say a text of the page: a string, a list, or the result of a sentence with its values. */
export function say(key, ...values) {
  const text = TEXTS[language][key];
  return typeof text === "function" ? text(...values) : text;
}

/** Pick the words of an object that carries `name_kk` and `name_ru`. */
export const own = (object, field) => object[`${field}_${language}`] ?? "";

export function switchLanguage() {
  language = language === "kk" ? "ru" : "kk";
  try {
    localStorage.setItem("elshi-language", language);
  } catch {
    // See above.
  }
}

/** Put the page's words into the fixed parts of the document. */
export function translate(root) {
  document.documentElement.lang = language;
  document.title = say("title");
  for (const node of root.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  for (const node of root.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", say(node.dataset.label));
    if (node.tagName === "BUTTON") node.title = say(node.dataset.label);
  }
}
