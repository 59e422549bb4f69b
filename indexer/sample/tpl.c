#include "indexer/sample/tpl.h"
#include "schema/base/text.h"

#define DEPTH_MAX 24

enum op_kind { OP_LITERAL, OP_VAR, OP_PICK };

struct op {
    enum op_kind kind;
    const char *text; /* OP_LITERAL */
    size_t len;
    int name;                 /* OP_VAR */
    const struct tpl **picks; /* OP_PICK */
    int n_picks;
};

struct tpl {
    struct op *ops;
    int n;
};

int tpl_name_intern(struct tpl_names *names, const char *name, size_t len)
{
    for (int i = 0; i < names->n; i++) {
        if (strlen(names->items[i]) == len && memcmp(names->items[i], name, len) == 0)
            return i;
    }
    names->items = MEM_GROW(names, names->items, const char *, names->n + 1);
    names->items[names->n] = mem_strndup(names, name, len);
    return names->n++;
}

static struct op *op_add(struct tpl *t, enum op_kind kind)
{
    t->ops = MEM_GROW(t, t->ops, struct op, t->n + 1);
    t->ops[t->n] = (struct op){.kind = kind};
    return &t->ops[t->n++];
}

static void literal_add(struct tpl *t, struct tpl_out *text)
{
    if (text->len == 0)
        return;
    struct op *op = op_add(t, OP_LITERAL);
    op->text = mem_strndup(t, text->data, text->len);
    op->len = text->len;
    text->len = 0;
}

static enum err_code var_add(struct tpl *t, struct tpl_names *names, const char *s, size_t len,
                             size_t *pos, struct err *err)
{
    const char *end = memchr(s + *pos, '}', len - *pos);
    if (end == NULL)
        return err_set(err, ERR_INVALID, "'{' without '}' in: %.*s", (int)len, s);
    size_t start = *pos + 1, n = (size_t)(end - s) - start;
    op_add(t, OP_VAR)->name = tpl_name_intern(names, s + start, n);
    *pos = (size_t)(end - s) + 1;
    return OK;
}

/* End of the alternative that begins at `from`: the position of its '|' or of the closing ']'. */
static size_t alternative_end(const char *s, size_t len, size_t from)
{
    int depth = 0;
    for (size_t i = from; i < len; i++) {
        if (s[i] == '\\')
            i++;
        else if (s[i] == '[')
            depth++;
        else if (s[i] == ']' && depth-- == 0)
            return i;
        else if (s[i] == '|' && depth == 0)
            return i;
    }
    return len;
}

static enum err_code pick_add(struct tpl *t, struct tpl_names *names, const char *s, size_t len,
                              size_t *pos, struct err *err)
{
    const struct tpl **picks = NULL;
    int n = 0;
    for (size_t at = *pos + 1;; at++) {
        size_t end = alternative_end(s, len, at);
        if (end == len)
            return err_set(err, ERR_INVALID, "'[' without ']' in: %.*s", (int)len, s);
        picks = MEM_GROW(t, picks, const struct tpl *, n + 1);
        enum err_code code = tpl_compile(t, names, s + at, end - at, &picks[n++], err);
        if (code != OK)
            return code;
        at = end;
        if (s[end] != ']')
            continue;
        *pos = end + 1;
        break;
    }
    struct op *op = op_add(t, OP_PICK);
    op->picks = picks;
    op->n_picks = n;
    return OK;
}

enum err_code tpl_compile(void *ctx, struct tpl_names *names, const char *text, size_t len,
                          const struct tpl **ret, struct err *err)
{
    struct tpl *t = MEM_NEW(ctx, struct tpl);
    struct tpl_out literal = {0};
    enum err_code code = OK;
    for (size_t pos = 0; pos < len && code == OK;) {
        char c = text[pos];
        if (c == '{' || c == '[')
            literal_add(t, &literal);
        if (c == '{')
            code = var_add(t, names, text, len, &pos, err);
        else if (c == '[')
            code = pick_add(t, names, text, len, &pos, err);
        else if (c == '\\' && pos + 1 < len) {
            const char *escaped = text[pos + 1] == 'n' ? "\n" : &text[pos + 1];
            tpl_put(&literal, escaped, 1);
            pos += 2;
        } else
            tpl_put(&literal, &text[pos++], 1);
    }
    literal_add(t, &literal);
    talloc_free(literal.data);
    if (code == OK)
        *ret = t;
    return code;
}

/* Cuts "…*3" at its end into text and weight. */
static int weight_read(const char *s, size_t *len)
{
    size_t star = *len;
    while (star > 0 && s[star - 1] >= '0' && s[star - 1] <= '9')
        star--;
    if (star == *len || star == 0 || s[star - 1] != '*')
        return 1;
    int64_t weight = 1;
    char digits[12];
    text_copy(digits, sizeof digits < *len - star + 1 ? sizeof digits : *len - star + 1, s + star);
    if (!text_read_int(digits, &weight))
        return 1;
    *len = star - 1;
    return (int)weight;
}

static enum err_code side_compile(void *ctx, struct tpl_names *names, const char *s, size_t len,
                                  const struct tpl **ret, struct err *err)
{
    struct span trimmed = text_trim_span((struct span){s, len});
    return tpl_compile(ctx, names, trimmed.p, trimmed.len, ret, err);
}

static enum err_code option_read(void *ctx, struct tpl_names *names, const char *s, size_t len,
                                 struct tpl_var *var, struct err *err)
{
    struct tpl_option o = {.weight = weight_read(s, &len)};
    const char *both = memmem(s, len, " // ", 4);
    size_t ja_len = both != NULL ? (size_t)(both - s) : len;
    enum err_code code = side_compile(ctx, names, s, ja_len, &o.ja, err);
    if (code == OK && both != NULL) {
        code = side_compile(ctx, names, both + 4, len - ja_len - 4, &o.en, err);
    }
    if (code != OK)
        return code;
    var->options = MEM_GROW(ctx, var->options, struct tpl_option, var->n + 1);
    var->options[var->n++] = o;
    var->total += o.weight;
    return OK;
}

enum err_code tpl_read_options(void *ctx, struct tpl_names *names, const char *text,
                               struct tpl_var *var, struct err *err)
{
    size_t len = strlen(text);
    for (size_t at = 0;; at++) {
        size_t end = alternative_end(text, len, at);
        enum err_code code = option_read(ctx, names, text + at, end - at, var, err);
        if (code != OK)
            return code;
        if (end == len)
            return OK;
        at = end;
    }
}

void tpl_put(struct tpl_out *out, const char *s, size_t len)
{
    if (out->len + len + 1 > out->cap) {
        out->cap = (out->len + len + 1) * 2;
        out->data = MEM_GROW(out->ctx, out->data, char, out->cap);
    }
    memcpy(out->data + out->len, s, len);
    out->len += len;
}

void tpl_puts(struct tpl_out *out, const char *s)
{
    tpl_put(out, s, strlen(s));
}

const char *tpl_text(struct tpl_out *out)
{
    tpl_put(out, "", 1);
    out->len--;
    return out->data;
}

struct tpl_env *tpl_env_new(void *ctx, int n_names)
{
    struct tpl_env *env = MEM_NEW(ctx, struct tpl_env);
    env->n = n_names;
    env->vars = MEM_ARRAY(env, const struct tpl_var *, n_names);
    env->fixed_ja = MEM_ARRAY(env, const char *, n_names);
    env->fixed_en = MEM_ARRAY(env, const char *, n_names);
    env->chosen = MEM_ARRAY(env, int, n_names);
    env->item = MEM_ARRAY(env, int, n_names);
    tpl_env_clear(env);
    return env;
}

void tpl_env_clear(struct tpl_env *env)
{
    memset(env->vars, 0, sizeof *env->vars * (size_t)env->n);
    memset(env->fixed_ja, 0, sizeof *env->fixed_ja * (size_t)env->n);
    memset(env->fixed_en, 0, sizeof *env->fixed_en * (size_t)env->n);
    memset(env->chosen, 0xff, sizeof *env->chosen * (size_t)env->n);
    env->n_item = 0;
    env->depth = 0;
    env->missing = -1;
}

void tpl_env_next_item(struct tpl_env *env)
{
    for (int i = 0; i < env->n_item; i++)
        env->chosen[env->item[i]] = -1;
    env->n_item = 0;
}

void tpl_env_set(struct tpl_env *env, int name, const char *ja, const char *en)
{
    env->fixed_ja[name] = ja;
    env->fixed_en[name] = en;
}

bool tpl_env_has(const struct tpl_env *env, int name)
{
    return env->fixed_ja[name] != NULL || env->vars[name] != NULL;
}

static int option_draw(const struct tpl_var *var, struct rng *rng)
{
    int left = (int)rng_below(rng, (uint32_t)var->total), i = 0;
    while (i < var->n - 1 && left >= var->options[i].weight)
        left -= var->options[i++].weight;
    return i;
}

const struct tpl_option *tpl_env_option(struct tpl_env *env, int name)
{
    const struct tpl_var *var = env->vars[name];
    if (var == NULL)
        return NULL;
    if (env->chosen[name] < 0) {
        env->chosen[name] = option_draw(var, &env->rng);
        if (var->per_item)
            env->item[env->n_item++] = name;
    }
    return &var->options[env->chosen[name]];
}

void tpl_write_var(int name, struct tpl_env *env, enum tpl_side side, struct tpl_out *out)
{
    if (env->fixed_ja[name] != NULL) {
        const char *en = env->fixed_en[name];
        tpl_puts(out, side == TPL_EN && en != NULL ? en : env->fixed_ja[name]);
        return;
    }
    const struct tpl_option *o = tpl_env_option(env, name);
    if (o == NULL)
        env->missing = name;
    else
        tpl_write(side == TPL_EN && o->en != NULL ? o->en : o->ja, env, side, out);
}

void tpl_write(const struct tpl *t, struct tpl_env *env, enum tpl_side side, struct tpl_out *out)
{
    if (++env->depth > DEPTH_MAX) {
        env->depth--;
        return;
    }
    for (int i = 0; i < t->n; i++) {
        const struct op *op = &t->ops[i];
        if (op->kind == OP_LITERAL)
            tpl_put(out, op->text, op->len);
        else if (op->kind == OP_VAR)
            tpl_write_var(op->name, env, side, out);
        else
            tpl_write(op->picks[rng_below(&env->rng, (uint32_t)op->n_picks)], env, side, out);
    }
    env->depth--;
}
