/** Words by which a name is told from what stands beside it, as they are folded (see `fold.js`). Pure data. */

const listed = (words) => new Set(words.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ة", "ه").replaceAll("ى", "ي").split(" "));

/** A name follows them, with or without an article of their own. */
export const TITLES = listed(
  "وزير وزيرة رئيس رئيسة نائب نائبة متحدث متحدثة ناطق ناطقة مدير مديرة محلل محللة خبير خبيرة باحث باحثة دكتور دكتورة مهندس مهندسة محامي محامية " +
    "مخرج مخرجة مدرب مدربة لاعب لاعبة كاتب كاتبة شيخ أمير أميرة ملك لواء عميد عقيد جنرال قائد مستشار مستشارة سيد سيدة أستاذ أستاذة مشرف مشرفة " +
    "سفير سفيرة محافظ قاضي قاضية طبيب طبيبة بائع ممثل ممثلة عضو مختار مسؤول مسؤولة",
);

/** Bodies, whose names end with their last definite word: «وزارة الصحة» وجود. */
export const BODIES = listed(
  "وزارة حكومة هيئة منظمة شركة وكالة صحيفة قناة إذاعة محطة لجنة مجلس نقابة رئاسة سلطات سلطة كتلة حركة حزب جماعة مصلحة إدارة بلدية محكمة نيابة جامعة " +
    "مركز معهد مرصد اتحاد جمعية مؤسسة شبكة موقع دراسة تقرير بيان وثيقة نشرة دليل شرطة قيادة جيش مديرية مصادر مصدر",
);

/** They name nobody, and begin something else. */
export const UNFIT = listed(
  "ما من هذا هذه ذلك الذي التي الذين عدم قد لم لن لا ليس هو هي هم كما حين عندما بعدما قبل بعد كل نشرت نشر أصدره أصدرها أعدها أعده طلب رفض فضلت فضل " +
    "وهو وهي حين منهم منها منه إياه إياها إنه إنها أنه أنها أنهم إنهم اليوم أمس مساء صباح فجر ثم حول بشأن",
);

/** What may stand before the subject of a sentence. */
export const OPENINGS = /^ ?(?:(?:و?لكن|غير|الا|اما|كما|فيما|بينما|و?في المقابل،?|من جهت(?:ه|ها|هم)،?|و?كان|و?قد|و?كانت|هذا و?) ?)/u;
