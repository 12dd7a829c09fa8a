/**
 * The words by which Arabic news leads to what somebody says, as they are folded (see `fold.js`). Pure data, and patterns
 * made of it.
 */

const ALONE = String.raw`(?<![\p{L}\p{N}])`;
const ENDED = String.raw`(?![\p{L}\p{N}])`;
const PRONOUN = "(?:ه|ها|هم|هما|هن|ي|ني|نا|ننا|ك|كم)";

// «بعد أن وصل»: it leads to no speech.
const NOT_AFTER = words("بعد قبل منذ دون بدون غير إلا رغم برغم مع قبيل عقب بيد لولا حتى يجب يمكن ينبغي يريد تريد أراد أرادت كاد كادت يكاد تكاد");

/** «أنّ», «بأنها», «وإن»: it belongs to what is said. */
export const PARTICLE = new RegExp(`(?<!${ALONE}و?(?:${NOT_AFTER}) )${ALONE}[بوف]?ان${PRONOUN}?${ENDED}`, "gu");

/** «ما وصفه بـ», «بما اعتبره»: the words after it are somebody's. */
export const SO_CALLED = new RegExp(`${ALONE}[بلفو]?ما (?:وصف|اسم|سم|اعتبر|عد|يسم|يصف|يعتبر|تسم|تصف|تعتبر)[^ ]*(?: ب)?ـ?$`, "u");

const PARTICIPLES = words(
  "مضيف مؤكد مشير لافت موضح معتبر مشدد معلن متابع مبين منوه محذر نافي داعي مطالب متهم كاشف مردف ناقل مستطرد مستدرك " +
    "مستشهد زاعم متوقع مرجح مذكر ملمح محمل متعهد متسائل منتقد مرحب مندد ملوح مهدد متوعد",
);
const VERBS = words(
  "أضاف قال أكد أوضح أشار ذكر أعلن تابع شدد اعتبر لفت كشف نفى صرح زعم حذر اتهم توقع أردف ختم نوه أفاد نقل رأى طالب دعا " +
    "استطرد علق رد تساءل هدد توعد تعهد يقول تقول يضيف تضيف يؤكد تؤكد يوضح توضح يرى ترى يشير تشير",
);

/** Another one begins to speak, or the same one anew: «مضيفاً», «وأكدت», «كما قال». */
export const SAID_ANEW = new RegExp(
  `${ALONE}(?:(?:${PARTICIPLES})(?:ا|ه|ين|ات)|[وف](?:${VERBS})(?:ت|وا|ا)?|(?:ثم|كما|فيما|بينما) (?:قد )?(?:${VERBS})(?:ت|وا|ا)?)${ENDED}`,
  "u",
);

/** Any word of saying, in whatever sentence. */
export const SAID = new RegExp(`${ALONE}(?:[وف]?(?:قد )?(?:${VERBS})(?:ت|وا|ا)?|(?:${PARTICIPLES}|قائل)(?:ا|ه|ين|ات))${ENDED}`, "u");

/** Where or when something was said, and whose word it is: no part of what was said. */
export const SAYING_TOLD = new RegExp(
  `^ ?(?:(?:في|خلال|عبر|ضمن|اثناء|عقب|علي هامش|امام) [^ ]*(?:${words(
    "مؤتمر تصريح تصريحات مقابلة حديث حديثه حديثها بيان كلمة كلمته كلمتها خطاب خطابه اتصال تغريدة لقاء حوار جلسة رسالة منشور مداخلة صحافيين صحفيين برلمان",
  )})|بحسب|حسب|وفق|علي حد|كما |وذلك|قبل ان|بعد ان)`,
  "u",
);

/** What leads from a source to what it said: «في بيان», «لوكالة كذا», «أمس». */
export const ASIDE = new RegExp(
  `^(?:[^\\p{L}]|[بل][\\p{L}]*(?: |$)|(?:${words(
    "في خلال عبر على أمام إلى من عن مع أمس اليوم غداً بعد قبل عقب أثناء لدى ضمن إثر تعليقاً رداً قائلاً قوله قولها قولهم حول بشأن إن يوم مساء صباح الذي التي الذين حين ثم هنا",
  )})(?: |$))`,
  "u",
);

/** «العراقي» and the like, which may belong to the source before them. */
export const DEFINITE = /^(?:ال\p{L}+ ?)+$/u;

/** What leads back from what was said to who said it. */
export const AS_SAID = "كما|حسبما|وفقما|مثلما|(?:بحسب|حسب|وفق|على|وفقاً ل|وفقا ل) ?ما|على حد|بحسب|وفق|هكذا|هذا ما|بهذ[هاي]";

/** Nouns before a name or title in quotation marks, with what is written before and after them. */
export const NAMED = new RegExp(
  `${ALONE}[وفبلك]*(?:${words(
    "صحيفة جريدة مجلة قناة شبكة وكالة موقع إذاعة تلفزيون فضائية منصة برنامج تنظيم حزب حركة كتائب فصيل ميليشيا مليشيا جماعة منظمة " +
      "جمعية مؤسسة شركة مركز معهد كتاب فيلم رواية مسلسل مسرحية أغنية قصيدة عملية حملة لواء تحالف كتلة تيار سفينة تطبيق نادي فندق " +
      "حساب مستشفى جائزة مهرجان مبادرة ائتلاف قائمة معركة سرية كتيبة مجموعة فرقة صفحة مدونة عنوان عنوانه شعار وسم هاشتاغ مسمى لقب اسم " +
      "كتابه روايته فيلمه برنامجه هيئة قوات سرايا حاملة منظومة صاروخ",
  )}) ?ـ?$`,
  "u",
);
/** The same at the beginning of what stands in quotation marks: «كتائب سيد الشهداء». */
export const NAMING = new RegExp(
  `^(?:${words("صحيفة قناة شبكة وكالة تنظيم حزب حركة كتائب لواء كتلة تيار تحالف قوات سرايا هيئة منظمة جمعية تلفزيون إذاعة")}) `,
  "u",
);

/** Words as `fold` leaves them, as one pattern. */
function words(list) {
  const folded = list.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ة", "ه").replaceAll("ى", "ي");
  return folded.split(" ").join("|");
}
