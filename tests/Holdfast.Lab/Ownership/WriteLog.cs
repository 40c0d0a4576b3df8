using System.Globalization;
using System.Text;

namespace Holdfast.Lab.Ownership;

/// <summary>
/// The file that an <see cref="OwnedCounter"/> writes, and what it and the answers to a client prove of who owned the
/// counter when.
/// </summary>
/// <param name="path">The file; it need not be there yet.</param>
public sealed class WriteLog(string path)
{
    /// <summary>An overlap is at least one write long, ms.</summary>
    private const long StepMs = 10;
    private readonly List<Write> _writes = [];
    private readonly Lock _reading = new();
    private long _readTo;

    /// <summary>The last write; null before there was one.</summary>
    public Write? Last
    {
        get
        {
            lock (_reading)
            {
                ReadOn();
                return _writes is [.., var last] ? last : null;
            }
        }
    }

    /// <summary>All writes so far.</summary>
    public IReadOnlyList<Write> Writes()
    {
        lock (_reading)
        {
            ReadOn();
            return [.. _writes];
        }
    }

    /// <summary>
    /// How many writes and answers of an older generation came after one of a newer, and how many runs found the lock
    /// held by another.
    /// </summary>
    public int Overlaps(IReadOnlyList<Acknowledged> answers)
    {
        string refused = OwnedCounter.RefusedOf(path);
        return OutOfTurn(Writes().Select(write => write.Generation))
            + OutOfTurn(answers.Select(answer => answer.Generation))
            + (File.Exists(refused) ? File.ReadAllLines(refused).Length : 0);
    }

    /// <summary>
    /// For how long two generations wrote or answered at the same time, ms; at least 10 if any did, or if a lock was
    /// refused.
    /// </summary>
    public long OverlapMs(IReadOnlyList<Acknowledged> answers) => Math.Max(
        Math.Max(
            TogetherMs(Writes().Select(write => (write.Generation, write.AtMs))),
            TogetherMs(answers.Select(answer => (answer.Generation, answer.AtMs)))),
        Overlaps(answers) > 0 ? StepMs : 0);

    /// <summary>
    /// How many counts were acknowledged twice, so that the second was made without knowing of the first, and how many
    /// increments that a client was told of are not in the file as it was told.
    /// </summary>
    public int Lost(IReadOnlyList<Acknowledged> answers)
    {
        IReadOnlyList<Write> writes = Writes();
        HashSet<(long, long, long)> made = [.. writes.Where(write => write.Request is not null)
            .Select(write => (write.Request!.Value, write.Count, write.Generation))];
        return writes.Count - writes.Select(write => write.Count).Distinct().Count()
            + answers.Count(answer => !made.Contains((answer.Request, answer.Count, answer.Generation)));
    }

    /// <summary>The longest time between two of these moments since the first one given, ms.</summary>
    public static long LongestGapMs(IEnumerable<long> momentsMs, long sinceMs)
    {
        long longest = 0;
        long before = sinceMs;
        foreach (long moment in momentsMs.Where(moment => moment >= sinceMs))
        {
            longest = Math.Max(longest, moment - before);
            before = moment;
        }

        return longest;
    }

    private static int OutOfTurn(IEnumerable<long> generations)
    {
        long newest = 0;
        int found = 0;
        foreach (long generation in generations)
        {
            found += generation < newest ? 1 : 0;
            newest = Math.Max(newest, generation);
        }

        return found;
    }

    private static long TogetherMs(IEnumerable<(long Generation, long AtMs)> moments)
    {
        long together = 0;
        long end = 0;
        foreach (IGrouping<long, (long, long AtMs)> generation in moments.GroupBy(each => each.Generation)
            .OrderBy(group => group.Key))
        {
            together += Math.Max(0, end - generation.Min(each => each.AtMs));
            end = Math.Max(end, generation.Max(each => each.AtMs));
        }

        return together;
    }

    /// <summary>Reads what was written since it was read last.</summary>
    private void ReadOn()
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(_readTo, SeekOrigin.Begin);
        byte[] more = new byte[file.Length - _readTo];
        int whole = Array.LastIndexOf(more, (byte)'\n', file.ReadAtLeast(more, more.Length, false) - 1) + 1;
        _readTo += whole;
        _writes.AddRange(Encoding.ASCII.GetString(more, 0, whole).Split('\n')
            .Select(line => line.Split(' ')).Where(words => words.Length >= 4).Select(Parse));
    }

    private static Write Parse(string[] words)
    {
        long[] numbers = [.. words.Skip(1).Select(word => long.Parse(word, CultureInfo.InvariantCulture))];
        return new Write(words[0], numbers[0], numbers[1], numbers[2], numbers.Length > 3 ? numbers[3] : null);
    }
}
