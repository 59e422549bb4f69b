// Lucene on the same registrations and questions as ours (dump_docs tsv, dump_queries).
// usage: LuceneBench build FOLDER kuromoji|cjk DOCS.tsv THREADS
//        LuceneBench search FOLDER kuromoji|cjk QUERIES MODE SAMPLES|- RUN|- EXACT_UP_TO
//        MODE: plain expanded wide any. SAMPLES gets "kind TAB ms TAB number TAB cpu ms", RUN gets "kind TAB ids" of each
//        question; printed: documents a second, or 8 clients' questions a second and memory.
// A name is a phrase in any of five fields (weights as ours), names OR'ed, units AND'ed.
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollector;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.QueryBuilder;

public class LuceneBench {
    static final String[] CODES = {"status", "kind", "study_type", "sex", "phase", "prefecture"};
    static final String[] TEXTS = {"title", "condition", "intervention", "text", "people"};
    static final float[] WEIGHTS = {3, 5, 3, 1, 0.5f};
    static final int WARM = 4, ROUNDS = 5, CLIENTS = 8;

    static Analyzer analyzer(String name) {
        return name.equals("cjk") ? new CJKAnalyzer() : new JapaneseAnalyzer();
    }

    // ---------------------------------------------------------------- build

    static Document document(String line) {
        String[] cells = line.split("\t", -1);
        Document d = new Document();
        d.add(new StringField("id", cells[0], Field.Store.YES));
        for (int i = 0; i < CODES.length; i++)
            for (String code : cells[1 + i].split(" ")) {
                d.add(new StringField(CODES[i], code, Field.Store.NO));
                d.add(new SortedSetDocValuesField(CODES[i], new BytesRef(code)));
            }
        d.add(new IntPoint("age_min", Integer.parseInt(cells[7])));
        d.add(new IntPoint("age_max", Integer.parseInt(cells[8])));
        d.add(new NumericDocValuesField("published", Integer.parseInt(cells[9])));
        for (int i = 0; i < TEXTS.length; i++)
            d.add(new TextField(TEXTS[i], cells[10 + i], i == 0 ? Field.Store.YES : Field.Store.NO));
        return d;
    }

    static void take(BufferedReader in, IndexWriter writer, AtomicLong n) {
        try {
            for (;;) {
                String line;
                synchronized (in) {
                    line = in.readLine();
                }
                if (line == null)
                    return;
                if (line.isEmpty())
                    continue;
                writer.addDocument(document(line));
                n.incrementAndGet();
            }
        } catch (IOException e) {
            throw new RuntimeException(e);
        }
    }

    static void build(String folder, String kind, String docs, int threads) throws Exception {
        long from = System.nanoTime();
        AtomicLong n = new AtomicLong();
        IndexWriterConfig config = new IndexWriterConfig(analyzer(kind));
        config.setRAMBufferSizeMB(64);
        try (IndexWriter writer = new IndexWriter(FSDirectory.open(Paths.get(folder)), config);
                BufferedReader in = Files.newBufferedReader(Paths.get(docs))) {
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < threads; i++)
                all.add(new Thread(() -> take(in, writer, n)));
            for (Thread t : all)
                t.start();
            for (Thread t : all)
                t.join();
            writer.commit();
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        System.out.printf("documents %d seconds %.1f rate %.0f\n", n.get(), seconds, n.get() / seconds);
    }

    // ---------------------------------------------------------------- questions

    static class Question {
        String kind;
        Query query;
        boolean newest;
        List<String> facets = new ArrayList<>();
    }

    static Query name(QueryBuilder builder, String name) {
        BooleanQuery.Builder fields = new BooleanQuery.Builder();
        int n = 0;
        for (int i = 0; i < TEXTS.length; i++) {
            Query q = builder.createPhraseQuery(TEXTS[i], name);
            if (q == null)
                continue;
            fields.add(new BoostQuery(q, WEIGHTS[i]), Occur.SHOULD);
            n++;
        }
        return n == 0 ? null : fields.build();
    }

    static Query unit(QueryBuilder builder, String names) {
        BooleanQuery.Builder any = new BooleanQuery.Builder();
        int n = 0;
        for (String one : names.split("\u001f")) {
            Query q = name(builder, one);
            if (q == null)
                continue;
            any.add(q, Occur.SHOULD);
            n++;
        }
        return n == 0 ? null : any.build();
    }

    static void parameter(Question q, BooleanQuery.Builder all, String key, String value) {
        if (key.equals("sort"))
            q.newest = true;
        else if (key.equals("facets"))
            q.facets = List.of(value.split(","));
        else if (key.equals("age")) {
            int days = (int) (Integer.parseInt(value) * 365.25);
            all.add(IntPoint.newRangeQuery("age_min", Integer.MIN_VALUE, days), Occur.FILTER);
            all.add(IntPoint.newRangeQuery("age_max", days, Integer.MAX_VALUE), Occur.FILTER);
        } else
            all.add(new TermQuery(new Term(key, value)), Occur.FILTER);
    }

    static Question question(Analyzer analyzer, String line, int mode) {
        String[] cells = line.split("\t", -1);
        QueryBuilder builder = new QueryBuilder(analyzer);
        Question q = new Question();
        q.kind = cells[0];
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        int n = 0;
        for (String unit : cells.length > 3 + mode ? cells[3 + mode].split("\u001e") : new String[0]) {
            Query one = unit.isEmpty() ? null : unit(builder, unit);
            if (one == null)
                continue;
            all.add(one, Occur.MUST);
            n++;
        }
        if (n == 0)
            all.add(new MatchAllDocsQuery(), Occur.MUST);
        for (String pair : cells[2].split("&"))
            if (pair.contains("="))
                parameter(q, all, pair.split("=")[0], pair.split("=")[1]);
        q.query = all.build();
        return q;
    }

    // ---------------------------------------------------------------- search

    // Counts the values of all matches in the columns asked for.
    static class Counter extends SimpleCollector {
        final List<String> names;
        final SortedSetDocValues[] values;
        long[][] counts;

        Counter(List<String> names) {
            this.names = names;
            this.values = new SortedSetDocValues[names.size()];
        }

        @Override
        protected void doSetNextReader(LeafReaderContext context) throws IOException {
            counts = new long[names.size()][];
            for (int i = 0; i < values.length; i++) {
                values[i] = DocValues.getSortedSet(context.reader(), names.get(i));
                counts[i] = new long[(int) values[i].getValueCount()];
            }
        }

        @Override
        public void collect(int doc) throws IOException {
            for (int i = 0; i < values.length; i++)
                if (values[i].advanceExact(doc))
                    for (long ord = values[i].nextOrd(); ord >= 0; ord = values[i].nextOrd())
                        counts[i][(int) ord]++;
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }

    // Ten hits with id and title.
    static List<String> run(IndexSearcher searcher, Question q, int exact) throws IOException {
        ScoreDoc[] hits;
        if (q.newest) {
            Sort sort = new Sort(new SortField("published", SortField.Type.INT, true));
            TopFieldCollector top = TopFieldCollector.create(sort, 10, exact);
            searcher.search(q.query, top);
            hits = top.topDocs().scoreDocs;
        } else {
            TopScoreDocCollector top = TopScoreDocCollector.create(10, exact);
            searcher.search(q.query, top);
            hits = top.topDocs().scoreDocs;
        }
        if (!q.facets.isEmpty())
            searcher.search(q.query, new Counter(q.facets));
        List<String> ids = new ArrayList<>();
        for (ScoreDoc hit : hits) {
            Document d = searcher.doc(hit.doc);
            ids.add(d.get("title") == null ? "" : d.get("id"));
        }
        return ids;
    }

    static double qps(IndexSearcher searcher, List<Question> all, int exact) throws Exception {
        AtomicLong next = new AtomicLong();
        long from = System.nanoTime(), until = from + 5_000_000_000L;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++)
            threads.add(new Thread(() -> {
                try {
                    while (System.nanoTime() < until)
                        run(searcher, all.get((int) (next.getAndIncrement() % all.size())), exact);
                } catch (IOException e) {
                    throw new RuntimeException(e);
                }
            }));
        for (Thread t : threads)
            t.start();
        for (Thread t : threads)
            t.join();
        return next.get() / ((System.nanoTime() - from) / 1e9);
    }

    static String resident() throws IOException {
        for (String line : Files.readAllLines(Paths.get("/proc/self/status")))
            if (line.startsWith("VmRSS"))
                return line.replaceAll("[^0-9]", "");
        return "0";
    }

    static PrintWriter writer(String path) throws IOException {
        return path.equals("-") ? null : new PrintWriter(Files.newBufferedWriter(Paths.get(path)));
    }

    static void search(String[] a) throws Exception {
        Analyzer analyzer = analyzer(a[2]);
        int mode = List.of("plain", "expanded", "wide", "any").indexOf(a[4]), exact = Integer.parseInt(a[7]);
        BooleanQuery.setMaxClauseCount(1 << 16);
        List<String> lines = Files.readAllLines(Paths.get(a[3]), StandardCharsets.UTF_8);
        List<Question> all = new ArrayList<>();
        DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Paths.get(a[1])));
        IndexSearcher searcher = new IndexSearcher(reader);
        searcher.setQueryCache(null); // every question is asked several times: no answers from memory
        for (String line : lines)
            all.add(question(analyzer, line, mode));
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        try (PrintWriter samples = writer(a[5]); PrintWriter runs = writer(a[6])) {
            if (runs != null)
                for (int i = 0; i < all.size(); i++)
                    runs.println(lines.get(i).split("\t")[0] + "\t"
                        + String.join(" ", run(searcher, all.get(i), exact)));
            for (int round = 0; samples != null && round < WARM + ROUNDS; round++)
                for (int i = 0; i < lines.size(); i++) { // reading the question counts, as in ours
                    long from = System.nanoTime(), cpu = clock.getCurrentThreadCpuTime();
                    Question q = question(analyzer, lines.get(i), mode);
                    run(searcher, q, exact);
                    if (round >= WARM)
                        samples.printf("%s\t%.4f\t%d\t%.4f\n", q.kind, (System.nanoTime() - from) / 1e6, i,
                            (clock.getCurrentThreadCpuTime() - cpu) / 1e6);
                }
        }
        if (!a[5].equals("-"))
            System.out.printf("qps %.0f resident_kb %s\n", qps(searcher, all, exact), resident());
    }

    public static void main(String[] a) throws Exception {
        if (a.length == 5 && a[0].equals("build"))
            build(a[1], a[2], a[3], Integer.parseInt(a[4]));
        else if (a.length == 8 && a[0].equals("search"))
            search(a);
        else {
            System.err.println("usage: see the head of tests/bench/LuceneBench.java");
            System.exit(64);
        }
    }
}
