//! News-like copy made from a small corpus of our own: the same seed gives the same paragraphs.

/// A small generator of numbers (SplitMix64): the same on every machine.
pub struct Seed(u64);

impl Seed {
    pub fn new(seed: u64) -> Seed {
        Seed(seed)
    }
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

const PLACES: &[&str] = &[
    "云潮市",
    "南屏区",
    "青浦街道",
    "临江镇",
    "北岭县",
    "东湖社区",
    "新港码头",
    "松山村",
    "白鹭洲公园",
    "西郊工业园",
    "河口新区",
    "老城厢",
    "龙泉乡",
    "海滨大道",
    "石桥头",
];
const OFFICES: &[&str] = &[
    "市气象局",
    "市教育局",
    "市水务集团",
    "省农科院",
    "区卫生健康委",
    "市图书馆",
    "交通运输部门",
    "市消防救援支队",
    "县供销社",
    "市文物保护中心",
    "市统计局",
    "街道办事处",
    "省博物馆",
    "地铁运营公司",
];
const PEOPLE: &[&str] = &[
    "张明远",
    "李晓岚",
    "王福生",
    "陈静",
    "周伯安",
    "刘小琴",
    "赵启航",
    "孙国栋",
    "何雨桐",
    "高卫东",
    "林芳",
    "吴天佑",
];
const ROLES: &[&str] =
    &["负责人", "工程师", "社区书记", "中学教师", "果农", "志愿者", "研究员", "老渔民", "快递员", "护士长", "退休工人"];
const THINGS: &[&str] = &[
    "老旧小区改造",
    "防汛物资储备",
    "公共自行车",
    "早餐车",
    "校园足球",
    "夜间公交",
    "垃圾分类",
    "古树名木保护",
    "春耕备耕",
    "渔港扩建",
    "社区食堂",
    "数字化博物馆",
    "海绵城市建设",
    "绿道建设",
    "家庭医生签约",
    "阅读推广",
];
const BOOKS: &[&str] = &[
    "《城市更新条例》",
    "《河湖保护办法》",
    "《云潮志》",
    "《春耕技术手册》",
    "《消防安全须知》",
    "《老街记忆》",
    "《山海之间》",
];
const QUOTED: &[&str] = &[
    "“十五分钟生活圈”",
    "“最后一公里”",
    "“小而美”",
    "“一件事一次办”",
    "“夜经济”",
    "“候鸟驿站”",
    "“共享菜园”",
    "“银发课堂”",
];
const TIMES: &[&str] = &[
    "昨日上午，",
    "3月27日，",
    "连日来，",
    "据了解，",
    "今年以来，",
    "当天下午3时许，",
    "入春后，",
    "上周末，",
    "截至目前，",
    "日前，",
    "记者从现场看到，",
    "清晨6点半，",
];
const SAID: &[&str] = &[
    "“以前出门要绕一大圈，现在下楼就能坐车，方便多了。”",
    "“我们打算先修路、再种树，一步一步来。”",
    "“孩子们放学有地方去，家长也放心。”",
    "“质量怎么样？大家用过才知道！”",
    "“今年雨水足，收成错不了。”",
    "“只要居民有需要，我们就一直办下去。”",
    "“头一回见到这么多候鸟，真没想到。”",
    "“设备都检查过了，请大家放心使用。”",
];
const WORDS: &[&str] = &["5G", "WiFi", "App", "GDP", "LED", "VR", "AED", "USB", "BRT", "DNA"];

/// How many.
fn count(seed: &mut Seed) -> String {
    match seed.below(4) {
        0 => format!("{}", seed.below(90) + 10),
        1 => format!("{}万", seed.below(900) + 10),
        2 => format!("{}余", (seed.below(90) + 1) * 100),
        _ => format!("{}", seed.below(9000) + 1000),
    }
}

/// How much.
fn amount(seed: &mut Seed) -> String {
    match seed.below(2) {
        0 => format!("{}.{}%", seed.below(40) + 1, seed.below(9) + 1),
        _ => format!("{}.{}亿元", seed.below(20) + 1, seed.below(9) + 1),
    }
}

/// One sentence.
pub fn sentence(seed: &mut Seed) -> String {
    let time = if seed.below(2) == 0 { seed.pick(TIMES) } else { "" };
    let (place, office, person, role) = (seed.pick(PLACES), seed.pick(OFFICES), seed.pick(PEOPLE), seed.pick(ROLES));
    let (thing, other, quoted, book, said, word) =
        (seed.pick(THINGS), seed.pick(THINGS), seed.pick(QUOTED), seed.pick(BOOKS), seed.pick(SAID), seed.pick(WORDS));
    let (n, m, few) = (count(seed), amount(seed), seed.below(60) + 20);
    match seed.below(24) {
        0 => format!("{time}{place}的{thing}工程正式开工，预计年底前完成。"),
        1 => format!("{time}{office}发布消息，{place}今明两天有小到中雨，请市民出行注意安全。"),
        2 => format!("{said}{place}{role}{person}说。"),
        3 => format!("{time}{place}新增{thing}点位{n}个，相关投入达到{m}。"),
        4 => format!("按照{book}的要求，{office}将对{thing}、{other}等工作开展专项检查。"),
        5 => format!("{time}记者在{place}看到，来往的居民络绎不绝，{quoted}成了大家口中的热词。"),
        6 => format!("{office}{role}{person}介绍，{thing}已覆盖{n}户居民，下一步还要向{place}延伸。"),
        7 => format!("谈起{thing}带来的变化，{person}打开了话匣子：{said}"),
        8 => format!("{time}一场以{quoted}为主题的活动在{place}举行，{n}人参加。"),
        9 => format!("这里的{thing}为什么能办得起来？关键在于把群众的事当成自己的事。"),
        10 => format!("{place}地处江海交汇处，潮起潮落之间，一座新城正在长高、长大。"),
        11 => format!("为了让老人也能用上{word}服务，{office}专门编写了{book}，免费发放{n}册。"),
        12 => format!("{time}首批{word}设备在{place}投入使用，{thing}的效率明显提高。"),
        13 => format!("{person}今年{few}岁，是{place}有名的{role}，大伙儿都说他闲不住。"),
        14 => format!("风大浪急，船队不得不推迟返航——好在{office}提前发出了预警。"),
        15 => format!("{time}{office}会同{place}有关部门，对{thing}（二期）进行了验收。"),
        16 => format!("从{place}到市中心，过去要走一个多小时，如今只需{few}分钟。"),
        17 => format!("截至昨日18时，{place}共接待游客{n}人次，实现收入{m}。"),
        18 => format!("有人提出，{thing}不能一哄而上；也有人认为，条件成熟的地方可以先走一步。"),
        19 => format!("{said}说着，{person}指了指身后的{place}。"),
        20 => format!("据{office}统计，全市已有{n}个小区完成{thing}，相关投资{m}。"),
        21 => format!("展览分为“源”“流”“海”三个部分，展出{book}手稿等珍贵文物{n}件。"),
        22 => format!("老街、老树、老手艺，{place}的烟火气就藏在这些不起眼的角落里。"),
        _ => format!("{time}{person}像往常一样来到{place}，清点{thing}需要的材料，一直忙到中午。"),
    }
}

/// One paragraph of two to six sentences.
pub fn paragraph(seed: &mut Seed) -> String {
    let n = 2 + seed.below(5);
    (0..n).map(|_| sentence(seed)).collect()
}

/// `n` paragraphs.
pub fn paragraphs(seed: u64, n: usize) -> Vec<String> {
    let mut seed = Seed::new(seed);
    (0..n).map(|_| paragraph(&mut seed)).collect()
}
