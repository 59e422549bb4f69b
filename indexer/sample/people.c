/* People, hospitals, sponsors, committees: all invented. */
#include <stdio.h>
#include "indexer/sample/draft.h"
#include "schema/base/text.h"
#include "schema/codes.h"

#define SITES_MAX 100

static bool chance(struct draft *d, unsigned per_mille)
{
    return rng_chance(&d->env->rng, per_mille);
}

/* One university hospital is spelled three ways, with and without its corporation's name. */
static const char *hospital_spelling(struct draft *d, const struct hospital *h, bool formal)
{
    if (h->tag != HOSPITAL_UNIV)
        return h->ja;
    uint32_t u = rng_below(&d->env->rng, 100);
    if (u < 70)
        return h->ja;
    if (u < 80)
        return text_replace(d->t, h->ja, "医学部附属病院", "病院");
    if (u < 88)
        return text_replace(d->t, h->ja, "医学部附属病院", "附属病院");
    const char *space = u < 94 ? " " : "　";
    return formal ? mem_printf(d->t, "国立大学法人%s%s", space, h->ja) : h->ja;
}

static struct bitext hospital_name(struct draft *d, const struct hospital *h)
{
    return (struct bitext){hospital_spelling(d, h, true), h->en};
}

/* The same hospital always stands in the same invented town. */
static struct bitext hospital_address(struct draft *d, const struct hospital *h, bool full)
{
    static const char *const TOWNS[][2] = {{"架空区", "Kakuu-ku"},   {"見本市", "Mihon-shi"},
                                           {"例示区", "Reiji-ku"},   {"試作市", "Shisaku-shi"},
                                           {"仮野町", "Karino-cho"}, {"何某市", "Nanigashi-shi"}};
    int at = (h->stem + h->sort + (int)h->prefecture) % 6;
    const char *ja = code_label(CODE_PREFECTURE, (int)h->prefecture, LANG_JA);
    const char *en = code_label(CODE_PREFECTURE, (int)h->prefecture, LANG_EN);
    int block = h->sort * 3 + h->stem + 1;
    if (!full) {
        return (struct bitext){mem_printf(d->t, "%s%s", ja, TOWNS[at][0]),
                               mem_printf(d->t, "%s, %s", TOWNS[at][1], en)};
    }
    return (struct bitext){mem_printf(d->t, "〒000-00%02d %s%s見本台%d-%d", (int)h->prefecture, ja,
                                      TOWNS[at][0], block, at + 1),
                           mem_printf(d->t, "%d-%d Mihondai, %s, %s 000-00%02d, Japan", block,
                                      at + 1, TOWNS[at][1], en, (int)h->prefecture)};
}

static const char *phone(struct draft *d)
{
    return mem_printf(d->t, "00-0000-%04d", rng_between(&d->env->rng, 0, 9999));
}

static enum hospital_tag tag_wanted(struct draft *d)
{
    const char *tag = draft_text(d, NAME_tag, TPL_JA);
    if (tag == NULL)
        return HOSPITAL_GEN;
    if (text_equal(tag, "onc"))
        return HOSPITAL_ONC;
    if (text_equal(tag, "peds"))
        return HOSPITAL_PEDS;
    if (text_equal(tag, "clinic"))
        return HOSPITAL_CLINIC;
    return HOSPITAL_GEN;
}

static struct bitext person_name(struct draft *d)
{
    tpl_env_next_item(d->env);
    return draft_pair(d, NAME_person);
}

static void investigator_fill(struct draft *d)
{
    struct person *p = &d->t->investigator;
    p->name = person_name(d);
    p->affiliation = hospital_name(d, d->home);
    p->department = draft_pair(d, NAME_dept);
    if (d->company)
        return;
    p->address = hospital_address(d, d->home, true);
    p->tel = phone(d);
    p->email = mem_printf(d->t, "%s@%s", draft_text(d, NAME_mailname, TPL_JA), d->home->mail);
}

static void contacts_fill(struct draft *d)
{
    struct trial *t = d->t;
    t->contacts = MEM_ARRAY(t, struct contact, 2);
    t->n_contacts = 2;
    struct contact *scientific = &t->contacts[0], *open = &t->contacts[1];
    scientific->role = CONTACT_ROLE_SCIENTIFIC;
    scientific->person = t->investigator;
    open->role = CONTACT_ROLE_PUBLIC;
    if (!d->company && chance(d, 300)) {
        open->person = t->investigator;
        return;
    }
    struct person *p = &open->person;
    p->name = draft_pair(d, NAME_office);
    p->affiliation = d->company ? draft_pair(d, NAME_company) : hospital_name(d, d->home);
    p->tel = phone(d);
    if (!d->company) {
        p->address = hospital_address(d, d->home, true);
        p->email = mem_printf(t, "chiken@%s", d->home->mail);
    } else {
        p->email = mem_printf(t, "clinicaltrial@%s.example", draft_text(d, NAME_mail, TPL_JA));
        scientific->person = *p;
        scientific->person.name = draft_pair(d, NAME_cro);
    }
    if (chance(d, 60))
        p->email = NULL;
}

static void sponsors_fill(struct draft *d)
{
    struct trial *t = d->t;
    if (d->company)
        t->sponsor_primary.name = draft_pair(d, NAME_company);
    else
        t->sponsor_primary.name = hospital_name(d, d->home);
    if (!d->company && chance(d, 550))
        t->sponsor_primary.address = hospital_address(d, d->home, false);
    if (!chance(d, d->company ? 60 : 150))
        return;
    t->n_sponsors_secondary = 1;
    t->sponsors_secondary = MEM_ARRAY(t, struct organisation, 1);
    t->sponsors_secondary[0].name = draft_pair(d, NAME_second_sponsor);
}

/* None 45 %, company 20, public grant 20, own funds 15; a company pays for its own trials. */
static void money_fill(struct draft *d)
{
    struct trial *t = d->t;
    tpl_env_next_item(d->env);
    if (d->company ? chance(d, 700) : chance(d, 550)) {
        t->n_funders = 1;
        t->funders = MEM_ARRAY(t, struct organisation, 1);
        t->funders[0].name = draft_pair(d, d->company ? NAME_company : NAME_fund);
    }
    if (d->company || !chance(d, 120))
        return;
    t->n_support_in_kind = 1;
    t->support_in_kind = MEM_ARRAY(t, struct bitext, 1);
    t->support_in_kind[0] = draft_pair(d, NAME_in_kind);
}

static void support_fill(struct draft *d)
{
    struct trial *t = d->t;
    int n = d->company ? 0 : rng_between(&d->env->rng, 0, 4);
    if (n == 0)
        return;
    t->support = MEM_ARRAY(t, struct support, n);
    for (int i = 0; i < n; i++) {
        struct bitext name = person_name(d);
        struct bitext role = draft_pair(d, NAME_role);
        bool known = false;
        for (size_t k = 0; k < t->n_support; k++)
            known |= text_equal(t->support[k].role.ja, role.ja);
        if (known)
            continue;
        t->support[t->n_support++] = (struct support){role, name, hospital_name(d, d->home)};
    }
}

static int site_count(struct draft *d)
{
    struct rng *r = &d->env->rng;
    uint32_t u = rng_below(r, 100);
    if (d->company)
        return u < 55 ? 1 : u < 92 ? rng_between(r, 5, 12) : rng_between(r, 13, 80);
    return u < 55   ? 1
           : u < 80 ? rng_between(r, 2, 10)
           : u < 95 ? rng_between(r, 11, 40)
                    : rng_between(r, 41, SITES_MAX);
}

static enum recruitment_status site_status(struct draft *d)
{
    if (d->id.status != RECRUITMENT_STATUS_RECRUITING)
        return d->id.status;
    uint32_t u = rng_below(&d->env->rng, 100);
    return u < 78   ? RECRUITMENT_STATUS_RECRUITING
           : u < 88 ? RECRUITMENT_STATUS_NOT_YET
           : u < 97 ? RECRUITMENT_STATUS_CLOSED
                    : RECRUITMENT_STATUS_SUSPENDED;
}

static void site_fill(struct draft *d, struct site *site, const struct hospital *h, bool states)
{
    site->name = hospital_name(d, h);
    site->prefecture = h->prefecture;
    site->address = hospital_address(d, h, false);
    site->has_position = true;
    site->lat = h->lat;
    site->lon = h->lon;
    if (states)
        site->status = site_status(d);
    if (d->company)
        return;
    site->department = draft_pair(d, NAME_dept);
    site->investigator = h == d->home ? d->t->investigator.name : person_name(d);
    site->permission =
        d->id.status == RECRUITMENT_STATUS_NOT_YET && chance(d, 400) ? TRI_FALSE : TRI_TRUE;
}

static void sites_fill(struct draft *d, enum hospital_tag tag)
{
    struct trial *t = d->t;
    const struct hospital *used[SITES_MAX];
    int wanted = site_count(d);
    bool states = chance(d, d->id.status == RECRUITMENT_STATUS_RECRUITING ? 900 : 600);
    t->sites = MEM_ARRAY(t, struct site, wanted);
    const struct hospital *h = d->home;
    for (int tries = 0; (int)t->n_sites < wanted && tries < wanted * 2; tries++) {
        bool known = false;
        for (size_t i = 0; i < t->n_sites; i++)
            known |= used[i] == h;
        if (!known) {
            used[t->n_sites] = h;
            site_fill(d, &t->sites[t->n_sites++], h, states);
        }
        h = places_hospital(d->s->places, places_further(d->s->places, &d->env->rng), tag,
                            &d->env->rng);
    }
}

static void ethics_fill(struct draft *d)
{
    struct trial *t = d->t;
    if (d->company && chance(d, 350))
        return;
    t->n_ethics = 1;
    t->ethics = MEM_ARRAY(t, struct ethics, 1);
    struct ethics *e = &t->ethics[0];
    e->name = draft_pair(d, NAME_board);
    int region = d->s->places->items[d->id.lead].bureau;
    if (d->id.kind == KIND_SPECIFIED || d->id.kind == KIND_NON_SPECIFIED) {
        e->number = mem_printf(t, "CRB(見本)%d26%04d", region, rng_between(&d->env->rng, 1, 60));
    }
    e->status = ETHICS_STATUS_APPROVED;
    e->approved_on = draft_date_add(d->id.calendar.published, -rng_between(&d->env->rng, 30, 120));
    if (chance(d, 300))
        e->reference = mem_printf(t, "MIHON-%04d", rng_between(&d->env->rng, 1, 9999));
    if (!d->company) {
        e->address = hospital_address(d, d->home, true);
        e->contact = (struct bitext){phone(d), NULL};
    }
}

static void countries_fill(struct draft *d)
{
    static const char *const ABROAD[] = {"US", "KR", "TW", "CN", "DE", "FR", "GB", "ES"};
    struct trial *t = d->t;
    t->countries = MEM_ARRAY(t, const char *, 9);
    t->countries[t->n_countries++] = "JP";
    if (!d->company || d->v->design == DESIGN_DOSE || !chance(d, 130))
        return;
    for (size_t i = 0; i < 8; i++) {
        if (chance(d, i < 4 ? 650 : 350))
            t->countries[t->n_countries++] = ABROAD[i];
    }
}

/* The other registration's number as people cite it: some with a suffix, some in full width. */
static const char *twin_number(struct draft *d)
{
    struct identity twin;
    identity_make(d->s, d->id.twin, &twin);
    uint32_t u = rng_below(&d->env->rng, 100);
    if (u >= 30)
        return mem_strdup(d->t, twin.number);
    dirt_note(d->t, "number_form");
    if (u < 15)
        return mem_printf(d->t, "%s -1", twin.number);
    struct tpl_out out = {.ctx = d->t};
    for (const char *c = twin.number; *c != '\0'; c++) {
        char wide[4];
        tpl_put(&out, wide, text_encode((uint32_t)(unsigned char)*c + 0xFEE0u, wide));
    }
    return tpl_text(&out);
}

static void other_ids_fill(struct draft *d)
{
    struct trial *t = d->t;
    t->other_ids = MEM_ARRAY(t, struct registry_number, 3);
    if (d->id.twin != 0)
        t->other_ids[t->n_other_ids++] = (struct registry_number){REGISTRY_SMP, twin_number(d)};
    struct rng *r = &d->env->rng;
    if (d->company && chance(d, 800)) {
        const char *id = mem_printf(t, "%s-%d(架空)", draft_text(d, NAME_code, TPL_JA),
                                    rng_between(r, 101, 319));
        t->other_ids[t->n_other_ids++] = (struct registry_number){REGISTRY_OTHER, id};
    } else if (chance(d, 120)) {
        const char *id = mem_printf(t, "SMPX-%05d", rng_between(r, 1, 99999));
        t->other_ids[t->n_other_ids++] = (struct registry_number){REGISTRY_OTHER, id};
    }
    if (t->n_other_ids == 0)
        t->other_ids = NULL;
}

static void sharing_fill(struct draft *d)
{
    struct trial *t = d->t;
    uint32_t u = rng_below(&d->env->rng, 100);
    t->ipd_sharing.plan = u < 75   ? IPD_PLAN_NO
                          : u < 86 ? IPD_PLAN_YES
                          : u < 90 ? IPD_PLAN_UNDECIDED
                                   : 0;
    if (t->ipd_sharing.plan == IPD_PLAN_YES)
        t->ipd_sharing.description = draft_pair(d, NAME_ipd_text);
    if (!draft_is_obs(d))
        t->notes.compensation = draft_pair(d, NAME_insurance);
    if (d->id.kind == KIND_SPECIFIED && chance(d, 60))
        t->notes.advanced_medical_care = draft_pair(d, NAME_advanced);
}

static void regenerative_fill(struct draft *d)
{
    static const enum regenerative_class CLASSES[KIND_COUNT] = {
        [KIND_REGENERATIVE_1] = REGENERATIVE_CLASS_CLASS_1,
        [KIND_REGENERATIVE_2] = REGENERATIVE_CLASS_CLASS_2,
        [KIND_REGENERATIVE_3] = REGENERATIVE_CLASS_CLASS_3,
    };
    if (!draft_has(d, NAME_cells))
        return;
    d->t->regenerative.cells = draft_pair(d, NAME_cells);
    d->t->regenerative.provider = draft_pair(d, NAME_provider);
    d->t->regenerative.class_ = CLASSES[d->id.kind];
}

void people_fill(struct draft *d)
{
    draft_stream(d, STREAM_PEOPLE, false);
    tpl_env_next_item(d->env);
    enum hospital_tag tag = tag_wanted(d);
    d->home = places_hospital(d->s->places, d->id.lead, tag, &d->env->rng);
    draft_set(d, NAME_hosp, d->home->ja, d->home->en);
    const struct place *place = &d->s->places->items[d->id.lead];
    draft_set(d, NAME_stem, place->stems_ja[d->home->stem], place->stems_en[d->home->stem]);
    investigator_fill(d);
    contacts_fill(d);
    sponsors_fill(d);
    money_fill(d);
    support_fill(d);
    sites_fill(d, tag);
    ethics_fill(d);
    countries_fill(d);
    other_ids_fill(d);
    sharing_fill(d);
    regenerative_fill(d);
}
