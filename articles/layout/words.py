"""The words by which the recogniser knows the parts of a news page, as `plain` leaves them.

Adding an outlet's habit is adding a word here.
"""

from functools import cache

from articles.arabic import plain


def plain_set(*words: str) -> frozenset[str]:
    return frozenset(plain(word) for word in words)


def listed(words: str) -> frozenset[str]:
    """The same of words in one string, with Arabic commas between them."""
    return plain_set(*words.split("،"))


# A line that is one of these and nothing else marks the place of an advertisement.
ADVERTISEMENTS = listed(
    """
    إعلان، الإعلان، إعلانات، مادة إعلانية، مساحة إعلانية، فاصل إعلاني، محتوى إعلاني، محتوى ممول، محتوى مدفوع،
    محتوى دعائي، مادة دعائية، إعلان ممول، إعلان مدفوع، advertisement، advertisements، advertising، sponsored،
    sponsored content
    """
)

# Who or what is credited for a picture.
PICTURE_CREDITS = listed(
    """
    فرانس برس، أ ف ب، أف ب، رويترز، أسوشيتد برس، أسوشييتد برس، أسوشيتدبرس، أ ب، الأناضول، د ب أ، شينخوا،
    سبوتنيك، تاس، غيتي، غيتي إيماجز، جيتي، أرشيفية، أرشيف، من الأرشيف، الأرشيف، وكالات، الوكالات، مواقع التواصل،
    تويتر، فيسبوك، إنترنت، الإنترنت، getty، getty images، afp، reuters، ap، epa، anadolu، عدسة، تصوير،
    صورة أرشيفية، صورة تعبيرية، تعبيرية، ح م، من المصدر، المركز الإعلامي، وسائل التواصل، وسائل التواصل الاجتماعي،
    photo، file، archive، file photo
    """
)

# A line that begins so, before a colon or a comma, describes a picture or says who took it.
CAPTION_OPENINGS = listed(
    """
    صورة، الصورة، صور، الصور، تصوير، عدسة، في الصورة، صورة أرشيفية، صورة من، شرح الصورة، صدر الصورة،
    مصدر الصورة، التعليق على الصورة، تعليق على الصورة، تعليق الصورة، حقوق الصورة، photo، photos، photograph،
    picture، image، caption، image source، image caption، image credit، photo credit، photo by، file photo،
    عکس، تصویر، شرح عکس، وێنە
    """
)

# A short line that begins so says who wrote.
BYLINE_OPENINGS = listed(
    """
    كتب، كتبت، كتبه، كتبها، بقلم، تحرير، ترجمة، ترجمها، ترجمه، نقله، نقلها، إعداد، تقرير، متابعة، الكاتب،
    الكاتبة، المحرر، المؤلف، حوار، حاوره، حاورها، حاورهم، أجرى الحوار، أجرت الحوار، تحقيق، نص وصور، نص، رصد،
    إشراف، تقديم، إعداد وتقديم، إخراج، كتابة، خاص، مراسلنا، مراسلتنا، مراسل، مراسلة، من مراسلنا، من مراسلتنا، by،
    written by، reporting by، editing by، story by، translated by، interview by، edited by، words، text and photos،
    from our correspondent، staff writer، author، role، reporter،
    نویسنده، گزارشگر، خبرنگار، مترجم، نووسەر، نوسەر، ئامادەکردنی، تحریر و ترتیب،
    تغطية صحفية، تغطية
    """
)

# What somebody who wrote is, in a line at the end.
PROFESSIONS = listed(
    """
    كاتب، كاتبة، صحفي، صحفية، صحافي، صحافية، باحث، باحثة، أستاذ، أستاذة، محلل، محللة، أكاديمي، أكاديمية، إعلامي،
    إعلامية، شاعر، شاعرة، روائي، روائية، محام، محامية، خبير، خبيرة، ناقد، ناقدة، مترجم، مترجمة، مؤرخ، مؤرخة، دبلوماسي،
    سفير سابق، وزير سابق، ناشط، ناشطة، مدون، مدونة، طبيب، طبيبة، رئيس تحرير، رئيسة تحرير، the writer، the author،
    the writer is، the author is
    """
)

# A line that is one of these and nothing else belongs to the page around the article.
FURNITURE = listed(
    """
    حجم الخط، تكبير الخط، تصغير الخط، تكبير، تصغير، A A، A A A، أ أ، أ أ أ، ا ا، ع ع، طباعة، طباعة الصفحة،
    طباعة الخبر، طباعة المقال، اطبع، نسخة للطباعة، إصدار للطباعة، حفظ، حفظ PDF، إرسال، إرسال لصديق،
    أرسل إلى صديق، أرسل لصديق، إرسال بالبريد، بريد إلكتروني، البريد الإلكتروني، نسخ الرابط، انسخ الرابط،
    تم نسخ الرابط، رابط مختصر، الرابط المختصر، شارك، مشاركة، شاركها، شاركه، شارك الخبر، شارك المقال،
    مشاركة الخبر، مشاركة المقال، المشاركة، استمع، استمع إلى المقال، استمع للمقال، عرض المزيد، المزيد،
    تحميل المزيد، التالي، السابق، الخبر التالي، الخبر السابق، المقال التالي، المقال السابق، إغلاق، تحديث تلقائي،
    العودة إلى الأعلى، العودة للأعلى، إلى الأعلى، رجوع، عودة، انتهى، نهاية، النهاية، قصص مقترحة نهاية، اشترك،
    اشترك الآن، تسجيل الدخول، تسجيل، إنشاء حساب، من نحن، اتصل بنا، أعلن معنا، سياسة الخصوصية، شروط الاستخدام،
    خريطة الموقع، تخط إلى المحتوى، تخطى إلى المحتوى، انتقل إلى المحتوى، أرشيف، بحث، ابحث، print،
    print this page، print version، email، email this، share، share this، share this article، save، copy link،
    listen، load more، show more، next، previous، close، back to top، skip to content، menu، search، log in،
    login، sign in، sign up، subscribe، about us، contact us، privacy policy، follow us، facebook، twitter، x،
    whatsapp، telegram، instagram، linkedin، youtube، tiktok، messenger، pinterest، فيسبوك، فيس بوك، تويتر، إكس،
    واتساب، واتس اب، واتس آب، تلغرام، تليغرام، تيليجرام، إنستغرام، انستغرام، انستجرام، يوتيوب، لينكد إن،
    لينكدإن، تيك توك، ماسنجر، سناب شات، بسم الله الرحمن الرحيم، إعجاب، أعجبني، لم يعجبني، تعليق، رد،
    متابعة القراءة، اقرأ في التطبيق، افتح التطبيق، like، reply، comment، حجم النص، خط كبير، خط صغير،
    التعليقات مغلقة، نسخ، تقييم الخبر، قيم الخبر، ملف PDF، أضف إلى المفضلة، المفضلة، صوت، فيديو،
    font size، text size، خط، حجم، اطبع الصفحة، اطبع الخبر، لا توجد تعليقات، إمكانية الوصول، مساعدة، اللغات،
    الإعدادات، الوضع الليلي، الوضع الداكن، النشرة الإخبارية، النشرة البريدية، نشرتنا البريدية، القائمة البريدية،
    الإشعارات، تفعيل الإشعارات، حسابي، الاشتراكات، الأرقام السابقة، كلمات مفتاحية، الكلمات المفتاحية،
    كلمات دلالية، الكلمات الدلالية، icon، رد مع اقتباس، اقتباس، دلالات، المساهمون، نص الفيديو، نص الحلقة،
    معلومات المقال، article information، end of list، accessibility، accessibility links، help، newsletter،
    newsletters، settings، notifications، my account، cookies، accept all، reject all، dark mode، keywords، tags،
    advertise with us،
    چاپ، اشتراک‌گذاری، هم‌رسانی، به اشتراک بگذارید، جستجو، فیلترشکن، خبر قبلی، خبر بعدی، مطلب قبلی، مطلب بعدی،
    بازگشت به بالا، بازگشت به صفحه اصلی، لینک‌های قابلیت دسترسی، ما را دنبال کنید، درباره ما، تماس با ما،
    اندازه متن، نسخه چاپی، ارسال به دوستان، کد خبر، لینک کوتاه، آرشیو، پیوندها، گەڕان، هاوبەشی بکە،
    دەربارەی ئێمە، تلاش، شیئر کریں، پرنٹ کریں، ہمارے بارے میں،
    البحث، font، A، aa، استمع للخبر، استمع إلى الخبر، استمع الآن، الاستماع للمقال، الاستماع إلى المقال،
    الاستماع للخبر، تشغيل، تخطي إعلان، تخطي الإعلان، تخط الإعلان، دقائق، دقيقة، minutes، skip ad، برنت،
    خام برنت، brent،
    الرسالة الإخبارية، english، français، accueil، türkçe، العربية، كوردي، کوردی، کوردى، كردي، فارسی
    """
)

# A short line that begins so belongs to the page around the article.
FURNITURE_OPENINGS = listed(
    """
    تابعونا، تابعنا، تابعوا آخر، تابعوا أخبارنا، تابع آخر، تابع أخبار، اشترك في النشرة، اشترك في نشرتنا،
    اشترك في قناتنا، اشترك في القناة، اشتركوا في، للاشتراك في، للاشتراك، انضم إلى، انضموا إلى، حمل التطبيق،
    حمّل تطبيقنا، حمل تطبيق، شارك على، شارك المقال على، شارك الخبر على، شارك هذا، مشاركة عبر، شارك عبر،
    حقوق النشر، جميع الحقوق، كل الحقوق، كافة الحقوق، الحقوق محفوظة، يمنع النسخ، للاستفسار، للتواصل، للإعلان،
    استمع إلى، حمل الملف، حمل التقرير، تحميل الملف، تحميل التقرير، تخطى قصص، نهاية القصص، التتمة ص، التتمة صفحة،
    البقية ص، التتمة على الصفحة، التتمة على ص، تتمة المنشور، تتمة ص، تتمة الصفحة، العودة إلى قائمة، اشترك الآن،
    تخطي إلى، نستخدم ملفات تعريف الارتباط، رابط المقال، رابط الخبر، رابط المصدر، المصدر الأصلي، شاهد الفيديو،
    الآراء الواردة، هذا المقال يعبر، أضف تعليقا، أضف تعليقك، اكتب تعليقا، اترك تعليقا، اترك تعليقك، لا تعليقات، كن أول،
    follow us، share this، share on، copyright، all rights، subscribe to، sign up for، download our، join our،
    filed under، posted in، leave a، click here، get our، back to، continued on،
    پرش به، رفتن به محتوای، بازگشت به، عضویت در،
    الانتقال إلى، انتقل إلى، تجاوز إلى، العودة إلى القائمة، مرسلة بواسطة، posted by، listen in، listen to،
    powered by، designed by، skip to، enter your،
    شاهد أهداف، وصلتك هذه النشرة
    """
)

# Before a colon: what the page is about, how often it was read.
TAGS = listed(
    """
    الوسوم، وسوم، الوسم، كلمات مفتاحية، الكلمات المفتاحية، كلمات دالة، الكلمات الدالة، مفاتيح، هاشتاغ،
    كلمات البحث، العلامات، علامات، تاغ، تاغات، تاجز، سمات، موضوعات، المواضيع، tags، tag، keywords، topics،
    filed under، labels، categories، category، القسم، الأقسام، التصنيف، التصنيفات، الباب، section، sections،
    برچسب‌ها، کلیدواژه‌ها، کلید واژه، موضوعات خبر، تصنیف، تصنيف
    """
)
COUNTS = listed(
    """
    عدد المشاهدات، المشاهدات، مشاهدات، عدد القراءات، القراءات، قراءات، عدد الزيارات، الزيارات، زيارات،
    عدد القراء، عدد الزوار، عدد المشاركات، المشاركات، عدد الردود، عدد التعليقات، مرات القراءة، عدد مرات القراءة،
    مدة القراءة، وقت القراءة، زمن القراءة، views، reads، hits، shares، reading time، مشاهدة، قراءة، تعليق، إعجاب،
    إعجابات، مشاركة، رد، ردود، likes، replies، like، reply
    """
)

# Headings over links to other articles.
RELATED = listed(
    """
    اقرأ أيضا، إقرأ أيضا، اقرأ ايضا، اقرأ المزيد، اقرأ كذلك، اقرؤوا أيضا، اقرأي أيضا، اقرأ في، طالع أيضا،
    شاهد أيضا، شاهد كذلك، تابع أيضا، انظر أيضا، مواضيع ذات صلة، موضوعات ذات صلة، أخبار ذات صلة، مقالات ذات صلة،
    روابط ذات صلة، ذات صلة، مواضيع متعلقة، أخبار متعلقة، مقالات متعلقة، موضوعات متعلقة، مواضيع مشابهة،
    أخبار مشابهة، مقالات مشابهة، قصص مقترحة، مقترحات، اخترنا لك، اخترنا لكم، قد يعجبك، قد يعجبك أيضا، قد يهمك،
    قد يهمك أيضا، متعلقات، ترشيحاتنا، قصص ذات صلة، حول هذه القصة، اختيارات المحرر، اختيارات المحررين، مختارات المحرر،
    ربما يعجبك، ربما يهمك، قد تود قراءة، للمزيد، للمزيد من التفاصيل، المزيد من، المزيد حول، المزيد من الأخبار،
    الأكثر قراءة، الأكثر مشاهدة، الأكثر تعليقا، الأكثر تداولا، الأكثر رواجا، الأكثر شعبية، آخر الأخبار، أحدث الأخبار،
    أهم الأخبار، أبرز الأخبار، أخبار أخرى، مقالات أخرى، مواضيع أخرى، من أرشيفنا، مقالات الكاتب، مقالات سابقة،
    أخبار سابقة، في هذا الملف، ملفات ذات صلة، مختارات، يهمك أيضا، related، related stories، related articles،
    related news، related topics، related posts، related links، read more، read also، read next، see also،
    more on this، more on this story، more from، more stories، you may also like، you might also like، recommended،
    recommended for you، most read، most popular، trending، latest news، top stories، also read، what to read next،
    در همین زمینه، در این زمینه، بیشتر در این باره، بیشتر بخوانید، بیشتر بخوانیم، مطالب مرتبط، اخبار مرتبط،
    خبرهای مرتبط، مطالب پیشنهادی، همچنین بخوانید، پربیننده‌ترین، پربیننده‌ترین‌ها، پربازدیدترین‌ها،
    تازه‌ترین خبرها، آخرین اخبار، هەواڵی پەیوەندیدار، زۆرترین خوێنراو، مزید پڑھیں، یہ بھی پڑھیں، متعلقہ خبریں
    """
)
# Headings over what readers have written: all after them is theirs.
COMMENTS = listed(
    """
    التعليقات، تعليقات، تعليقات القراء، تعليقات الزوار، تعليقات القراء والزوار، آراء القراء، ردود القراء،
    أضف تعليقا، أضف تعليق، أضف تعليقك، اكتب تعليقا، اترك تعليقا، اترك تعليقك، اترك ردا، التعليق، comments،
    leave a comment، leave a reply، add a comment، reader comments، join the conversation، no comments،
    نظرات، نظرات کاربران، دیدگاه‌ها، نظر شما، نظر بدهید، کۆمێنت، تبصرے، تبصرہ کریں
    """
)

# Parts of a site: its menus, the way to an article, what stands over a headline.
SECTIONS = listed(
    """
    الرئيسية، الصفحة الرئيسية، الصفحة الأولى، القائمة، الأخبار، أخبار، محليات، محلي، محلية، سياسة، السياسة،
    اقتصاد، الاقتصاد، مال وأعمال، أعمال، أسواق، رياضة، الرياضة، ثقافة، ثقافة وفن، ثقافة وفنون، فن، فنون، منوعات،
    مجتمع، صحة، علوم، تكنولوجيا، تقنية، علوم وتكنولوجيا، رأي، الرأي، آراء، مقالات، مقالات الرأي، عربي، دولي،
    عربي ودولي، العالم، العالم العربي، الشرق الأوسط، أخبار عربية، أخبار العالم، أخبار دولية، أخبار محلية،
    الأخبار المحلية، الأخبار العربية، الأخبار الدولية، محافظات، حوادث، تقارير، تحقيقات، حوارات، ملفات، فيديو، صور،
    كاريكاتير، بودكاست، برامج، مرأة، المرأة، أسرة، تعليم، سياحة، بيئة، المركز الإعلامي، الأرشيف، غير مصنف، مباشر،
    بث مباشر، البث الحي، البث المباشر، الوطني، وطني، الوطن العربي، أمن، أمن وقضاء، قضاء، عدالة، برلمان، جهات، حوار،
    تقرير، تحقيق، تحليل، تحليلات، ملف العدد، مقال، مقال رأي، قضايا، قضايا وآراء، أقلام، مدونات، بريد القراء،
    رسائل القراء، منبر القراء، أدب، سينما، دراما، موسيقى، مسرح، تراث، أماكن، طقس، الطقس، الأخيرة، الصفحة الأخيرة،
    شؤون محلية، شؤون عربية، شؤون دولية، عقارات، سيارات، home، homepage، news، local، world، politics، business،
    economy، sport، sports، culture، opinion، health، science، technology، tech، video، videos، podcasts، lifestyle،
    travel، live، middle east،
    خانه، صفحه نخست، صفحه اصلی، سیاسی، اقتصادی، ورزشی، فرهنگی، فرهنگی هنری، اجتماعی، بین‌الملل، جهان، ایران،
    ویدئو، ویدیو، چندرسانه‌ای، عکس، حوادث، دانش، سەرەکی، هەواڵ، سیاسەت، ئابووری، وەرزش، کوردستان، صفحہ اول،
    پاکستان، دنیا، کھیل، کاروبار،
    مواضيع، المواضيع، البرامج، برامجنا، النشرات، آخر النشرات، آخر الأنباء، mena، climate، weather، وطنية،
    عرب وعالم، مال
    """
)


@cache
def first_words(openings: frozenset[str]) -> frozenset[str]:
    """By which most lines are known to begin with none of the openings."""
    return frozenset(words.partition(" ")[0] for words in openings)


def opens_with(key: str, openings: frozenset[str], *, most_words: int = 3) -> bool:
    """Whether plain text begins with one of the openings, as whole words."""
    if key.partition(" ")[0] not in first_words(openings):
        return False
    words = key.split(" ", most_words)
    return any(" ".join(words[:count]) in openings for count in range(1, most_words + 1))
