#include "schema/trial_check.h"
#include "schema/base/mem.h"
#include "schema/base/text.h"
#include <string.h>

#define VALUE_SHOWN_BYTES 200

/* Every message a problem can carry: code, Japanese, English. */
#define PROBLEM_LIST(X)                                                                            \
    X("not_json", "JSONとして読めません", "Not readable as JSON")                                  \
    X("too_large", "大きすぎます", "Too large")                                                    \
    X("too_deep", "入れ子が深すぎます", "Nested too deeply")                                       \
    X("too_many_items", "項目が多すぎます", "Too many items")                                      \
    X("unknown_member", "知らない項目名です", "Unknown member")                                    \
    X("missing_member", "必要な項目がありません", "A needed member is missing")                    \
    X("unknown_code", "コード一覧にない値です", "Value is not in the code list")                   \
    X("not_a_string", "文字列ではありません", "Not a string")                                      \
    X("not_a_text", "文字列でも{ja,en}でもありません", "Neither a string nor {ja,en}")             \
    X("not_a_date", "日付として読めません", "Not readable as a date")                              \
    X("not_true_or_false", "true/falseではありません", "Neither true nor false")                   \
    X("not_a_count", "0以上の整数ではありません", "Not a whole number of 0 or more")               \
    X("not_a_number", "数値ではありません", "Not a number")                                        \
    X("not_an_age", "年齢として読めません", "Not readable as an age")                              \
    X("not_a_list", "リストではありません", "Not a list")                                          \
    X("not_an_object", "オブジェクトではありません", "Not an object")                              \
    X("no_identity", "登録元の番号か研究番号が必要です",                                           \
      "A source number or an own number is needed")                                                \
    X("no_title", "研究名称が必要です", "A title is needed")                                       \
    X("bad_number", "登録番号の形ではありません", "Not of the form of a registration number")      \
    X("date_out_of_range", "日付があり得ない範囲です", "Date is outside any plausible range")      \
    X("date_order", "日付の前後が逆です", "Dates are in the wrong order")                          \
    X("age_out_of_range", "年齢があり得ない範囲です", "Age is outside any plausible range")        \
    X("age_order", "年齢下限が上限より上です", "Minimum age is above the maximum age")             \
    X("count_out_of_range", "症例数があり得ない範囲です",                                          \
      "Enrolment is outside any plausible range")                                                  \
    X("bad_email", "電子メールアドレスの形ではありません", "Not of the form of an e-mail address") \
    X("bad_url", "URLの形ではありません (http:// か https://)",                                    \
      "Not a web address (http:// or https://)")                                                   \
    X("bad_country", "国コード (ISO 3166) ではありません", "Not an ISO 3166 country code")         \
    X("bad_position", "緯度・経度があり得ない範囲です", "Latitude or longitude out of range")      \
    X("forbidden_character", "使えない文字 (制御文字・外字・文字化け) があります",                 \
      "Holds a forbidden character (control, private use, replacement)")                           \
    X("too_long", "長すぎます", "Too long")                                                        \
    X("bad_hash", "SHA-256 (16進64桁) ではありません", "Not a SHA-256 (64 hex digits)")            \
    X("phase_on_observational", "観察研究にフェーズがあります",                                    \
      "An observational study states a phase")                                                     \
    X("english_missing", "英語がありません (介入研究の公表に必要)",                                \
      "English is missing (needed to publish an interventional study)")                            \
    X("no_sites", "募集中ですが実施医療機関がありません", "Recruiting, but no site is given")      \
    X("no_contact", "問合せ先がありません", "No contact is given")                                 \
    X("no_criteria", "募集中ですが選択基準がありません",                                           \
      "Recruiting, but no inclusion criteria are given")                                           \
    X("no_phase", "治験ですがフェーズがありません", "A trial for approval without a phase")        \
    X("japanese_missing", "日本語がありません (公表に必要)",                                       \
      "Japanese is missing (needed for publication)")                                              \
    X("phase_contradicts", "フェーズがあるのに「該当しない」とあります",                           \
      "States a phase and that none applies")                                                      \
    X("regenerative_class", "研究の種別と再生医療等の分類が合いません",                            \
      "Class of regenerative medicine does not fit the kind of study")                             \
    X("class_without_trial", "治験ではないのに治験の区分があります",                               \
      "States a trial class, but is no trial for approval")                                        \
    X("prefecture_differs", "住所は別の都道府県です", "The address is in another prefecture")      \
    X("repeated", "同じ値が繰り返されています", "Repeats a value")                                 \
    X("status_behind", "進捗状況が日付や症例数と合いません",                                       \
      "Recruitment status does not fit the dates or the enrolment")                                \
    X("stale", "12か月以上更新されていません", "Not updated for 12 months or more")                \
    X("embargo_over", "公表予定日より前に公表されています", "Published before the day set for it") \
    X("registered_late", "初回公表日より前に開始しています",                                       \
      "Enrolment started before the first publication")                                            \
    X("approved_late", "委員会の承認より前に開始しています",                                       \
      "Enrolment started before the committee approved")                                           \
    X("doubtful_limit", "基準の数値の範囲か、以上・以下の向きが通常と異なります",                  \
      "A limit that is not plausible, or a comparison the wrong way round")                        \
    X("bad_timestamp", "日時の形ではありません (RFC 3339)", "Not a time of RFC 3339")              \
    X("not_understood", "読み取れず、原文のまま残しました", "Could not be read; kept as written")  \
    X("day_number", "表計算ソフトの日番号を日付として読みました",                                  \
      "Read as the day number of a spreadsheet")                                                   \
    X("bad_encoding", "文字コードがUTF-8ではありません", "Not UTF-8")                              \
    X("cut_off", "途中で切れています", "Cut off in the middle")                                    \
    X("malformed", "形式が壊れています", "Malformed")                                              \
    X("not_object", "登録1件のオブジェクトではありません", "Not an object that holds a record")    \
    X("not_saved", "保存できませんでした", "Could not be saved")

static const struct {
    const char *code, *ja, *en;
} messages[] = {
#define PROBLEM_ROW(code, ja, en) {code, ja, en},
    PROBLEM_LIST(PROBLEM_ROW)
#undef PROBLEM_ROW
};

struct problems *problems_new(void *ctx)
{
    return MEM_NEW(ctx, struct problems);
}

void problems_add(struct problems *p, enum problem_level level, const char *path, const char *code,
                  const char *value)
{
    struct problem one = {.level = level, .message_ja = code, .message_en = code};
    char shown[VALUE_SHOWN_BYTES + 1];
    for (size_t i = 0; i < sizeof messages / sizeof messages[0]; i++) {
        if (strcmp(messages[i].code, code) == 0) {
            one.message_ja = messages[i].ja;
            one.message_en = messages[i].en;
        }
    }
    one.path = mem_strdup(p, path);
    one.code = mem_strdup(p, code);
    if (value) {
        text_copy(shown, sizeof shown, value);
        one.value = mem_strdup(p, shown);
    }
    p->items = MEM_GROW(p, p->items, struct problem, p->n + 1);
    p->items[p->n++] = one;
    p->n_errors += level == PROBLEM_ERROR;
}

const char *problem_level_name(enum problem_level level)
{
    static const char *const names[] = {"error", "warning", "note"};
    return names[level];
}

void problems_write_json(struct jsonw *w, const struct problems *p)
{
    jsonw_array_begin(w);
    for (size_t i = 0; i < p->n; i++) {
        const struct problem *one = &p->items[i];
        jsonw_object_begin(w);
        jsonw_key_str(w, "path", one->path);
        jsonw_key_str(w, "level", problem_level_name(one->level));
        jsonw_key_str(w, "code", one->code);
        jsonw_key(w, "message");
        jsonw_object_begin(w);
        jsonw_key_str(w, "ja", one->message_ja);
        jsonw_key_str(w, "en", one->message_en);
        jsonw_object_end(w);
        jsonw_key_str(w, "value", one->value);
        jsonw_object_end(w);
    }
    jsonw_array_end(w);
}
