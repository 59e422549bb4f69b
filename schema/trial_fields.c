#include "schema/trial_fields.h"
#include <string.h>

/*
 * Sub-tables of structs inside struct trial without a type of their own (source, dates, title …)
 * count their offsets from struct trial itself; their row in the parent has offset 0.
 */

/* One row a line. */
/* clang-format off */
static const struct field person_fields[] = {
    {.name = "name", .type = FIELD_BITEXT, .offset = offsetof(struct person, name), .ja = "氏名", .en = "Name"},
    {.name = "affiliation", .type = FIELD_BITEXT, .offset = offsetof(struct person, affiliation), .ja = "所属機関", .en = "Affiliation"},
    {.name = "department", .type = FIELD_BITEXT, .offset = offsetof(struct person, department), .ja = "所属部署", .en = "Department"},
    {.name = "address", .type = FIELD_BITEXT, .offset = offsetof(struct person, address), .ja = "住所", .en = "Address"},
    {.name = "tel", .type = FIELD_STRING, .offset = offsetof(struct person, tel), .ja = "電話番号", .en = "Telephone"},
    {.name = "email", .type = FIELD_STRING, .offset = offsetof(struct person, email), .ja = "電子メールアドレス", .en = "E-mail"},
    {0},
};

static const struct field organisation_fields[] = {
    {.name = "name", .type = FIELD_BITEXT, .offset = offsetof(struct organisation, name), .ja = "名称", .en = "Name"},
    {.name = "address", .type = FIELD_BITEXT, .offset = offsetof(struct organisation, address), .ja = "住所", .en = "Address"},
    {0},
};

static const struct field number_fields[] = {
    {.name = "registry", .type = FIELD_CODE, .offset = offsetof(struct registry_number, registry), .list = CODE_REGISTRY, .ja = "発行機関", .en = "Registry"},
    {.name = "id", .type = FIELD_STRING, .offset = offsetof(struct registry_number, id), .ja = "番号", .en = "Number"},
    {0},
};

/* A contact is a person with a role. */
static const struct field contact_fields[] = {
    {.name = "role", .type = FIELD_CODE, .offset = offsetof(struct contact, role), .list = CODE_CONTACT_ROLE, .ja = "区分", .en = "Role"},
    {.name = "name", .type = FIELD_BITEXT, .offset = offsetof(struct contact, person.name), .ja = "氏名", .en = "Name"},
    {.name = "affiliation", .type = FIELD_BITEXT, .offset = offsetof(struct contact, person.affiliation), .ja = "所属機関", .en = "Affiliation"},
    {.name = "department", .type = FIELD_BITEXT, .offset = offsetof(struct contact, person.department), .ja = "所属部署", .en = "Department"},
    {.name = "address", .type = FIELD_BITEXT, .offset = offsetof(struct contact, person.address), .ja = "住所", .en = "Address"},
    {.name = "tel", .type = FIELD_STRING, .offset = offsetof(struct contact, person.tel), .ja = "電話番号", .en = "Telephone"},
    {.name = "email", .type = FIELD_STRING, .offset = offsetof(struct contact, person.email), .ja = "電子メールアドレス", .en = "E-mail"},
    {0},
};

static const struct field support_fields[] = {
    {.name = "role", .type = FIELD_BITEXT, .offset = offsetof(struct support, role), .ja = "役割", .en = "Role"},
    {.name = "name", .type = FIELD_BITEXT, .offset = offsetof(struct support, name), .ja = "氏名", .en = "Name"},
    {.name = "organisation", .type = FIELD_BITEXT, .offset = offsetof(struct support, organisation), .ja = "所属", .en = "Organisation"},
    {0},
};

static const struct field site_fields[] = {
    {.name = "name", .type = FIELD_BITEXT, .offset = offsetof(struct site, name), .ja = "実施医療機関", .en = "Site"},
    {.name = "address", .type = FIELD_BITEXT, .offset = offsetof(struct site, address), .ja = "住所", .en = "Address"},
    {.name = "department", .type = FIELD_BITEXT, .offset = offsetof(struct site, department), .ja = "部署", .en = "Department"},
    {.name = "investigator", .type = FIELD_BITEXT, .offset = offsetof(struct site, investigator), .ja = "研究責任医師", .en = "Investigator"},
    {.name = "prefecture", .type = FIELD_CODE, .offset = offsetof(struct site, prefecture), .list = CODE_PREFECTURE, .ja = "都道府県", .en = "Prefecture"},
    {.name = "status", .type = FIELD_CODE, .offset = offsetof(struct site, status), .list = CODE_RECRUITMENT_STATUS, .ja = "募集の状況", .en = "Recruitment status"},
    {.name = "permission", .type = FIELD_TRI, .offset = offsetof(struct site, permission), .ja = "管理者の許可", .en = "Permission"},
    {.name = "contact", .type = FIELD_STRING, .offset = offsetof(struct site, contact), .ja = "連絡先", .en = "Contact"},
    {.name = "lat", .type = FIELD_DEGREES, .offset = offsetof(struct site, lat), .count = offsetof(struct site, has_position), .ja = "緯度", .en = "Latitude"},
    {.name = "lon", .type = FIELD_DEGREES, .offset = offsetof(struct site, lon), .count = offsetof(struct site, has_position), .ja = "経度", .en = "Longitude"},
    {0},
};

static const struct field condition_fields[] = {
    {.name = "ja", .type = FIELD_STRING, .offset = offsetof(struct condition, name.ja), .ja = "疾患名", .en = "Condition (ja)"},
    {.name = "en", .type = FIELD_STRING, .offset = offsetof(struct condition, name.en), .ja = "疾患名(英)", .en = "Condition (en)"},
    {.name = "code", .type = FIELD_STRING, .offset = offsetof(struct condition, code), .ja = "コード", .en = "Code"},
    {.name = "system", .type = FIELD_STRING, .offset = offsetof(struct condition, system), .ja = "コード体系", .en = "Code system"},
    {0},
};

static const struct field intervention_fields[] = {
    {.name = "type", .type = FIELD_CODE, .offset = offsetof(struct intervention, type), .list = CODE_INTERVENTION_TYPE, .ja = "介入の種類", .en = "Type"},
    {.name = "name", .type = FIELD_BITEXT, .offset = offsetof(struct intervention, name), .ja = "介入の名称", .en = "Name"},
    {.name = "description", .type = FIELD_BITEXT, .offset = offsetof(struct intervention, description), .ja = "介入の内容", .en = "Description"},
    {.name = "codes", .type = FIELD_STRINGS, .offset = offsetof(struct intervention, codes), .count = offsetof(struct intervention, n_codes), .ja = "コード", .en = "Codes"},
    {0},
};

static const struct field product_fields[] = {
    {.name = "class", .type = FIELD_CODE, .offset = offsetof(struct product, class_), .list = CODE_PRODUCT_CLASS, .ja = "医薬品等の区分", .en = "Class"},
    {.name = "approval", .type = FIELD_CODE, .offset = offsetof(struct product, approval), .list = CODE_PRODUCT_APPROVAL, .ja = "承認の有無", .en = "Approval"},
    {.name = "generic", .type = FIELD_BITEXT, .offset = offsetof(struct product, generic), .ja = "一般名称", .en = "Generic name"},
    {.name = "brand", .type = FIELD_BITEXT, .offset = offsetof(struct product, brand), .ja = "販売名", .en = "Brand name"},
    {.name = "provider", .type = FIELD_BITEXT, .offset = offsetof(struct product, provider), .ja = "提供者", .en = "Provider"},
    {.name = "approval_no", .type = FIELD_STRING, .offset = offsetof(struct product, approval_no), .ja = "承認番号", .en = "Approval number"},
    {0},
};

static const struct field outcome_fields[] = {
    {.name = "rank", .type = FIELD_CODE, .offset = offsetof(struct outcome, rank), .list = CODE_OUTCOME_RANK, .ja = "区分", .en = "Rank"},
    {.name = "title", .type = FIELD_BITEXT, .offset = offsetof(struct outcome, title), .ja = "評価項目", .en = "Outcome"},
    {.name = "timepoint", .type = FIELD_BITEXT, .offset = offsetof(struct outcome, timepoint), .ja = "評価時期", .en = "Time point"},
    {.name = "metric", .type = FIELD_BITEXT, .offset = offsetof(struct outcome, metric), .ja = "評価方法", .en = "Metric"},
    {0},
};

static const struct field ethics_fields[] = {
    {.name = "name", .type = FIELD_BITEXT, .offset = offsetof(struct ethics, name), .ja = "委員会の名称", .en = "Name"},
    {.name = "address", .type = FIELD_BITEXT, .offset = offsetof(struct ethics, address), .ja = "住所", .en = "Address"},
    {.name = "contact", .type = FIELD_BITEXT, .offset = offsetof(struct ethics, contact), .ja = "連絡先", .en = "Contact"},
    {.name = "number", .type = FIELD_STRING, .offset = offsetof(struct ethics, number), .ja = "認定番号", .en = "Number"},
    {.name = "reference", .type = FIELD_STRING, .offset = offsetof(struct ethics, reference), .ja = "受付番号", .en = "Reference"},
    {.name = "status", .type = FIELD_CODE, .offset = offsetof(struct ethics, status), .list = CODE_ETHICS_STATUS, .ja = "審査結果", .en = "Status"},
    {.name = "approved_on", .type = FIELD_DATE, .offset = offsetof(struct ethics, approved_on), .ja = "承認日", .en = "Approval date"},
    {0},
};

static const struct field attachment_fields[] = {
    {.name = "kind", .type = FIELD_CODE, .offset = offsetof(struct attachment, kind), .list = CODE_ATTACHMENT_KIND, .ja = "種類", .en = "Kind"},
    {.name = "title", .type = FIELD_BITEXT, .offset = offsetof(struct attachment, title), .ja = "名称", .en = "Title"},
    {.name = "version", .type = FIELD_STRING, .offset = offsetof(struct attachment, version), .ja = "版", .en = "Version"},
    {.name = "sha256", .type = FIELD_STRING, .offset = offsetof(struct attachment, sha256), .ja = "SHA-256", .en = "SHA-256"},
    {.name = "bytes", .type = FIELD_COUNT, .offset = offsetof(struct attachment, bytes), .ja = "大きさ", .en = "Bytes"},
    {0},
};

static const struct field raw_fields[] = {
    {.name = "field", .type = FIELD_STRING, .offset = offsetof(struct raw_value, field), .ja = "項目", .en = "Field"},
    {.name = "value", .type = FIELD_STRING, .offset = offsetof(struct raw_value, value), .ja = "値", .en = "Value"},
    {0},
};

static const struct field source_fields[] = {
    {.name = "registry", .type = FIELD_CODE, .offset = offsetof(struct trial, source.registry), .list = CODE_REGISTRY, .ja = "登録機関", .en = "Registry"},
    {.name = "id", .type = FIELD_STRING, .offset = offsetof(struct trial, source.id), .ja = "番号", .en = "Number"},
    {.name = "url", .type = FIELD_STRING, .offset = offsetof(struct trial, source.url), .ja = "原記録", .en = "Original record"},
    {.name = "fetched_at", .type = FIELD_STRING, .offset = offsetof(struct trial, source.fetched_at), .ja = "取得日時", .en = "Fetched at"},
    {.name = "licence", .type = FIELD_STRING, .offset = offsetof(struct trial, source.licence), .ja = "利用条件", .en = "Licence"},
    {0},
};

static const struct field start_fields[] = {
    {.name = "date", .type = FIELD_DATE, .offset = offsetof(struct trial, dates.enrollment_start), .ja = "開始日", .en = "Date"},
    {.name = "kind", .type = FIELD_CODE, .offset = offsetof(struct trial, dates.enrollment_start_kind), .list = CODE_DATE_KIND, .ja = "予定・実際", .en = "Kind"},
    {0},
};

static const struct field dates_fields[] = {
    {.name = "first_published", .type = FIELD_DATE, .offset = offsetof(struct trial, dates.first_published), .ja = "初回公表日", .en = "First published", .trds = 2},
    {.name = "last_published", .type = FIELD_DATE, .offset = offsetof(struct trial, dates.last_published), .ja = "最終公表日", .en = "Last published"},
    {.name = "publish_on", .type = FIELD_DATE, .offset = offsetof(struct trial, dates.publish_on), .ja = "公表予定日", .en = "To be published on"},
    {.name = "terminated", .type = FIELD_DATE, .offset = offsetof(struct trial, dates.terminated), .ja = "中止日", .en = "Terminated"},
    {.name = "completed", .type = FIELD_DATE, .offset = offsetof(struct trial, dates.completed), .ja = "観察期間終了日", .en = "Completed", .trds = 22},
    {.name = "enrollment_start", .type = FIELD_OBJECT, .offset = 0, .sub = start_fields, .ja = "第1症例登録日", .en = "Start of enrolment", .trds = 16},
    {0},
};

static const struct field title_fields[] = {
    {.name = "scientific", .type = FIELD_BITEXT, .offset = offsetof(struct trial, title.scientific), .ja = "研究名称", .en = "Scientific title", .trds = 10},
    {.name = "public", .type = FIELD_BITEXT, .offset = offsetof(struct trial, title.public_), .ja = "平易な研究名称", .en = "Public title", .trds = 9},
    {.name = "acronym", .type = FIELD_BITEXT, .offset = offsetof(struct trial, title.acronym), .ja = "略称", .en = "Acronym"},
    {0},
};

static const struct field sponsors_fields[] = {
    {.name = "primary", .type = FIELD_OBJECT, .offset = offsetof(struct trial, sponsor_primary), .sub = organisation_fields, .ja = "研究代表・依頼者", .en = "Primary sponsor", .trds = 5},
    {.name = "secondary", .type = FIELD_LIST, .offset = offsetof(struct trial, sponsors_secondary), .count = offsetof(struct trial, n_sponsors_secondary), .sub = organisation_fields, .size = sizeof(struct organisation), .ja = "二次スポンサー", .en = "Secondary sponsors", .trds = 6},
    {0},
};

static const struct field design_fields[] = {
    {.name = "allocation", .type = FIELD_BITEXT, .offset = offsetof(struct trial, design.allocation), .ja = "割付け", .en = "Allocation"},
    {.name = "masking", .type = FIELD_BITEXT, .offset = offsetof(struct trial, design.masking), .ja = "盲検化", .en = "Masking"},
    {.name = "control", .type = FIELD_BITEXT, .offset = offsetof(struct trial, design.control), .ja = "対照", .en = "Control"},
    {.name = "assignment", .type = FIELD_BITEXT, .offset = offsetof(struct trial, design.assignment), .ja = "割付け方法", .en = "Assignment"},
    {.name = "purpose", .type = FIELD_BITEXT, .offset = offsetof(struct trial, design.purpose), .ja = "目的の種類", .en = "Purpose"},
    {.name = "text", .type = FIELD_BITEXT, .offset = offsetof(struct trial, design.text), .ja = "デザイン", .en = "Design"},
    {0},
};

static const struct field eligibility_fields[] = {
    {.name = "sex", .type = FIELD_CODE, .offset = offsetof(struct trial, eligibility.sex), .list = CODE_SEX, .ja = "性別", .en = "Sex", .trds = 14},
    {.name = "age_min", .type = FIELD_AGE, .offset = offsetof(struct trial, eligibility.age_min), .ja = "年齢下限", .en = "Minimum age", .trds = 14},
    {.name = "age_max", .type = FIELD_AGE, .offset = offsetof(struct trial, eligibility.age_max), .ja = "年齢上限", .en = "Maximum age", .trds = 14},
    {.name = "healthy_volunteers", .type = FIELD_TRI, .offset = offsetof(struct trial, eligibility.healthy_volunteers), .ja = "健康成人", .en = "Healthy volunteers", .trds = 14},
    {.name = "inclusion", .type = FIELD_BITEXT, .offset = offsetof(struct trial, eligibility.inclusion), .ja = "選択基準", .en = "Inclusion criteria", .trds = 14},
    {.name = "exclusion", .type = FIELD_BITEXT, .offset = offsetof(struct trial, eligibility.exclusion), .ja = "除外基準", .en = "Exclusion criteria", .trds = 14},
    {.name = "criteria", .type = FIELD_JSON, .offset = offsetof(struct trial, eligibility.criteria_json), .ja = "構造化基準", .en = "Structured criteria"},
    {.name = "confirmed_at", .type = FIELD_STRING, .offset = offsetof(struct trial, eligibility.confirmed_at), .ja = "確認日時", .en = "Confirmed at"},
    {.name = "confirmed_by", .type = FIELD_STRING, .offset = offsetof(struct trial, eligibility.confirmed_by), .ja = "確認者", .en = "Confirmed by"},
    {0},
};

static const struct field enrollment_fields[] = {
    {.name = "target", .type = FIELD_COUNT, .offset = offsetof(struct trial, enrollment.target), .ja = "目標症例数", .en = "Target enrolment", .trds = 17},
    {.name = "actual", .type = FIELD_COUNT, .offset = offsetof(struct trial, enrollment.actual), .ja = "実施症例数", .en = "Actual enrolment", .trds = 17},
    {0},
};

static const struct field ipd_fields[] = {
    {.name = "plan", .type = FIELD_CODE, .offset = offsetof(struct trial, ipd_sharing.plan), .list = CODE_IPD_PLAN, .ja = "IPDデータを共有する計画", .en = "Plan to share IPD", .trds = 24},
    {.name = "description", .type = FIELD_BITEXT, .offset = offsetof(struct trial, ipd_sharing.description), .ja = "計画の説明", .en = "Description", .trds = 24},
    {0},
};

static const struct field results_fields[] = {
    {.name = "posted_on", .type = FIELD_DATE, .offset = offsetof(struct results, posted_on), .ja = "結果の掲載日", .en = "Posted on", .trds = 23},
    {.name = "first_published_on", .type = FIELD_DATE, .offset = offsetof(struct results, first_published_on), .ja = "結果の初回公表日", .en = "First published on"},
    {.name = "urls", .type = FIELD_STRINGS, .offset = offsetof(struct results, urls), .count = offsetof(struct results, n_urls), .ja = "結果のURL", .en = "URLs"},
    {.name = "baseline", .type = FIELD_BITEXT, .offset = offsetof(struct results, baseline), .ja = "背景情報", .en = "Baseline"},
    {.name = "flow", .type = FIELD_BITEXT, .offset = offsetof(struct results, flow), .ja = "参加者の流れ", .en = "Participant flow"},
    {.name = "adverse_events", .type = FIELD_BITEXT, .offset = offsetof(struct results, adverse_events), .ja = "有害事象", .en = "Adverse events"},
    {.name = "outcomes", .type = FIELD_BITEXT, .offset = offsetof(struct results, outcomes), .ja = "評価項目の結果", .en = "Outcome measures"},
    {.name = "summary", .type = FIELD_BITEXT, .offset = offsetof(struct results, summary), .ja = "総括報告書の概要", .en = "Summary"},
    {0},
};

static const struct field notes_fields[] = {
    {.name = "advanced_medical_care", .type = FIELD_BITEXT, .offset = offsetof(struct trial, notes.advanced_medical_care), .ja = "先進医療", .en = "Advanced medical care"},
    {.name = "genetic", .type = FIELD_BITEXT, .offset = offsetof(struct trial, notes.genetic), .ja = "遺伝子組換え生物", .en = "Genetically modified organisms"},
    {.name = "compensation", .type = FIELD_BITEXT, .offset = offsetof(struct trial, notes.compensation), .ja = "補償", .en = "Compensation"},
    {.name = "other", .type = FIELD_BITEXT, .offset = offsetof(struct trial, notes.other), .ja = "その他", .en = "Other"},
    {0},
};

static const struct field plain_fields[] = {
    {.name = "what", .type = FIELD_BITEXT, .offset = offsetof(struct plain_words, what), .ja = "何をしらべる研究か", .en = "What is tested"},
    {.name = "who_for", .type = FIELD_BITEXT, .offset = offsetof(struct plain_words, who_for), .ja = "対象となる方", .en = "Who it is for"},
    {.name = "what_happens", .type = FIELD_BITEXT, .offset = offsetof(struct plain_words, what_happens), .ja = "参加すると行うこと", .en = "What happens"},
    {.name = "why", .type = FIELD_BITEXT, .offset = offsetof(struct plain_words, why), .ja = "行う理由", .en = "Why"},
    {.name = "author", .type = FIELD_STRING, .offset = offsetof(struct plain_words, author), .ja = "作成者", .en = "Author"},
    {.name = "irb_approval", .type = FIELD_BITEXT, .offset = offsetof(struct plain_words, irb_approval), .ja = "審査委員会の承認", .en = "IRB approval"},
    {.name = "machine_made", .type = FIELD_TRI, .offset = offsetof(struct plain_words, machine_made), .ja = "機械による作成", .en = "Machine-made"},
    {0},
};

static const struct field regenerative_fields[] = {
    {.name = "class", .type = FIELD_CODE, .offset = offsetof(struct trial, regenerative.class_), .list = CODE_REGENERATIVE_CLASS, .ja = "再生医療等の分類", .en = "Class"},
    {.name = "provider", .type = FIELD_BITEXT, .offset = offsetof(struct trial, regenerative.provider), .ja = "提供機関", .en = "Provider"},
    {.name = "cells", .type = FIELD_BITEXT, .offset = offsetof(struct trial, regenerative.cells), .ja = "細胞", .en = "Cells"},
    {0},
};

const struct field trial_fields[] = {
    {.name = "id", .type = FIELD_STRING, .offset = offsetof(struct trial, id), .ja = "研究番号", .en = "Registration number", .trds = 1},
    {.name = "source", .type = FIELD_OBJECT, .offset = 0, .sub = source_fields, .ja = "登録元", .en = "Source", .trds = 1},
    {.name = "other_ids", .type = FIELD_LIST, .offset = offsetof(struct trial, other_ids), .count = offsetof(struct trial, n_other_ids), .sub = number_fields, .size = sizeof(struct registry_number), .ja = "他の登録番号", .en = "Other numbers", .trds = 3},
    {.name = "kind", .type = FIELD_CODE, .offset = offsetof(struct trial, kind), .list = CODE_KIND, .ja = "研究の種別", .en = "Kind of study"},
    {.name = "trial_class", .type = FIELD_CODE, .offset = offsetof(struct trial, trial_class), .list = CODE_TRIAL_CLASS, .ja = "治験の区分", .en = "Trial class"},
    {.name = "sample", .type = FIELD_FLAG, .offset = offsetof(struct trial, sample), .ja = "見本データ", .en = "Sample data"},
    {.name = "dirt", .type = FIELD_STRINGS, .offset = offsetof(struct trial, dirt), .count = offsetof(struct trial, n_dirt), .ja = "見本の汚れ", .en = "Planted dirt"},
    {.name = "dates", .type = FIELD_OBJECT, .offset = 0, .sub = dates_fields, .ja = "日付", .en = "Dates"},
    {.name = "title", .type = FIELD_OBJECT, .offset = 0, .sub = title_fields, .ja = "研究名称", .en = "Title"},
    {.name = "investigator", .type = FIELD_OBJECT, .offset = offsetof(struct trial, investigator), .sub = person_fields, .ja = "研究責任(代表)医師", .en = "Investigator", .trds = 8},
    {.name = "sponsors", .type = FIELD_OBJECT, .offset = 0, .sub = sponsors_fields, .ja = "依頼者", .en = "Sponsors"},
    {.name = "contacts", .type = FIELD_LIST, .offset = offsetof(struct trial, contacts), .count = offsetof(struct trial, n_contacts), .sub = contact_fields, .size = sizeof(struct contact), .ja = "問合せ先", .en = "Contacts", .trds = 7},
    {.name = "support", .type = FIELD_LIST, .offset = offsetof(struct trial, support), .count = offsetof(struct trial, n_support), .sub = support_fields, .size = sizeof(struct support), .ja = "実施体制", .en = "Support"},
    {.name = "sites", .type = FIELD_LIST, .offset = offsetof(struct trial, sites), .count = offsetof(struct trial, n_sites), .sub = site_fields, .size = sizeof(struct site), .ja = "実施医療機関", .en = "Sites"},
    {.name = "countries", .type = FIELD_STRINGS, .offset = offsetof(struct trial, countries), .count = offsetof(struct trial, n_countries), .ja = "実施国", .en = "Countries", .trds = 11},
    {.name = "objective", .type = FIELD_BITEXT, .offset = offsetof(struct trial, objective), .ja = "目的", .en = "Objective"},
    {.name = "conditions", .type = FIELD_LIST, .offset = offsetof(struct trial, conditions), .count = offsetof(struct trial, n_conditions), .sub = condition_fields, .size = sizeof(struct condition), .ja = "対象疾患名", .en = "Conditions", .trds = 12},
    {.name = "keywords", .type = FIELD_TEXTS, .offset = offsetof(struct trial, keywords), .count = offsetof(struct trial, n_keywords), .ja = "キーワード", .en = "Keywords"},
    {.name = "study_type", .type = FIELD_CODE, .offset = offsetof(struct trial, study_type), .list = CODE_STUDY_TYPE, .ja = "試験の種類", .en = "Study type", .trds = 15},
    {.name = "phase", .type = FIELD_PHASES, .offset = offsetof(struct trial, phases), .ja = "フェーズ", .en = "Phase", .trds = 15},
    {.name = "design", .type = FIELD_OBJECT, .offset = 0, .sub = design_fields, .ja = "デザイン", .en = "Design", .trds = 15},
    {.name = "interventions", .type = FIELD_LIST, .offset = offsetof(struct trial, interventions), .count = offsetof(struct trial, n_interventions), .sub = intervention_fields, .size = sizeof(struct intervention), .ja = "介入", .en = "Interventions", .trds = 13},
    {.name = "products", .type = FIELD_LIST, .offset = offsetof(struct trial, products), .count = offsetof(struct trial, n_products), .sub = product_fields, .size = sizeof(struct product), .ja = "医薬品等", .en = "Products", .trds = 13},
    {.name = "outcomes", .type = FIELD_LIST, .offset = offsetof(struct trial, outcomes), .count = offsetof(struct trial, n_outcomes), .sub = outcome_fields, .size = sizeof(struct outcome), .ja = "評価項目", .en = "Outcomes", .trds = 19},
    {.name = "eligibility", .type = FIELD_OBJECT, .offset = 0, .sub = eligibility_fields, .ja = "適格基準", .en = "Eligibility", .trds = 14},
    {.name = "discontinuation", .type = FIELD_BITEXT, .offset = offsetof(struct trial, discontinuation), .ja = "中止基準", .en = "Discontinuation criteria"},
    {.name = "enrollment", .type = FIELD_OBJECT, .offset = 0, .sub = enrollment_fields, .ja = "症例数", .en = "Enrolment", .trds = 17},
    {.name = "recruitment_status", .type = FIELD_CODE, .offset = offsetof(struct trial, recruitment_status), .list = CODE_RECRUITMENT_STATUS, .ja = "進捗状況", .en = "Recruitment status", .trds = 18},
    {.name = "funders", .type = FIELD_LIST, .offset = offsetof(struct trial, funders), .count = offsetof(struct trial, n_funders), .sub = organisation_fields, .size = sizeof(struct organisation), .ja = "資金提供", .en = "Funders", .trds = 4},
    {.name = "support_in_kind", .type = FIELD_TEXTS, .offset = offsetof(struct trial, support_in_kind), .count = offsetof(struct trial, n_support_in_kind), .ja = "物品・役務提供", .en = "Support in kind"},
    {.name = "ethics", .type = FIELD_LIST, .offset = offsetof(struct trial, ethics), .count = offsetof(struct trial, n_ethics), .sub = ethics_fields, .size = sizeof(struct ethics), .ja = "審査委員会", .en = "Ethics committees", .trds = 21},
    {.name = "ipd_sharing", .type = FIELD_OBJECT, .offset = 0, .sub = ipd_fields, .ja = "IPDデータの共有", .en = "IPD sharing", .trds = 24},
    {.name = "results", .type = FIELD_OBJECT, .offset = offsetof(struct trial, results), .sub = results_fields, .ja = "結果", .en = "Results", .trds = 23},
    {.name = "attachments", .type = FIELD_LIST, .offset = offsetof(struct trial, attachments), .count = offsetof(struct trial, n_attachments), .sub = attachment_fields, .size = sizeof(struct attachment), .ja = "添付書類", .en = "Attachments"},
    {.name = "notes", .type = FIELD_OBJECT, .offset = 0, .sub = notes_fields, .ja = "備考", .en = "Notes"},
    {.name = "plain", .type = FIELD_OBJECT, .offset = offsetof(struct trial, plain), .sub = plain_fields, .ja = "やさしい説明", .en = "In plain words"},
    {.name = "regenerative", .type = FIELD_OBJECT, .offset = 0, .sub = regenerative_fields, .ja = "再生医療等", .en = "Regenerative medicine"},
    {.name = "raw", .type = FIELD_LIST, .offset = offsetof(struct trial, raw), .count = offsetof(struct trial, n_raw), .sub = raw_fields, .size = sizeof(struct raw_value), .ja = "読み取れなかった値", .en = "Values not understood"},
    {0},
};
/* clang-format on */

static bool is_empty_object(const struct field *sub, const void *object)
{
    for (; sub->name; sub++)
        if (!field_is_empty(sub, object))
            return false;
    return true;
}

bool field_is_empty(const struct field *f, const void *object)
{
    const void *p = field_at(object, f->offset);
    switch (f->type) {
    case FIELD_STRING:
    case FIELD_JSON:
        return !*(const char *const *)p;
    case FIELD_BITEXT:
        return !((const struct bitext *)p)->ja && !((const struct bitext *)p)->en;
    case FIELD_DATE:
        return ((const struct date *)p)->year == 0;
    case FIELD_CODE:
    case FIELD_TRI:
        return *(const int *)p == 0;
    case FIELD_FLAG:
        return !*(const bool *)p;
    case FIELD_COUNT:
        return *(const int64_t *)p < 0;
    case FIELD_AGE:
        return !((const struct age_limit *)p)->stated;
    case FIELD_PHASES:
        return *(const unsigned *)p == 0;
    case FIELD_DEGREES:
        return !*(const bool *)field_at(object, f->count);
    case FIELD_OBJECT:
        return is_empty_object(f->sub, p);
    case FIELD_STRINGS:
    case FIELD_TEXTS:
    case FIELD_LIST:
        return *(const size_t *)field_at(object, f->count) == 0;
    }
    return true;
}
