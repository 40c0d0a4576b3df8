using System.Globalization;
using System.Text;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>One write of the resource that proves its ownership.</summary>
/// <param name="Node">Who wrote.</param>
/// <param name="Generation">In which generation of the group.</param>
/// <param name="Count">The count that it acknowledged by this line.</param>
/// <param name="AtMs">When: ms since the machine was booted, in steps of 10.</param>
public sealed record Write(string Node, long Generation, long Count, long AtMs);

/// <summary>
/// A resource that proves its ownership: every few milliseconds it counts on, and appends node, generation, count and
/// time to a file that all machines share. Who takes over goes on from the last line. All the while it holds a lock on
/// another file there; one that finds it locked says so, and the kernel has proved that two ran.
/// </summary>
public sealed class OwnershipProof(LabNetwork network)
{
    public const string Group = "proof";
    public const string Resource = "writer";

    /// <summary>Stamps are in steps of this, ms.</summary>
    private const long StepMs = 10;
    private readonly List<Write> _writes = [];
    private readonly Lock _reading = new();
    private long _readTo;

    private string Log => Path.Combine(network.Folder, "proof.log");

    private string Refused => Path.Combine(network.Folder, "proof.refused");

    /// <summary>The time that writes are stamped with, now.</summary>
    public static long NowMs => (long)(double.Parse(
        File.ReadAllText("/proc/uptime").Split(' ')[0], CultureInfo.InvariantCulture) * 1000);

    /// <summary>Makes the group and wants it online.</summary>
    public async Task CreateAsync(LabMachine at)
    {
        string script = Path.Combine(network.Folder, "proof.sh");
        await File.WriteAllTextAsync(script, $$"""
            #!/bin/bash
            exec 9>>{{Log}}.lock
            flock -n 9 || echo "$HOLDFAST_NODE $HOLDFAST_FENCE_TOKEN" >>{{Refused}}
            last=$(tail -n 1 {{Log}} 2>/dev/null)
            set -- $last
            count=${3:-0}
            while :; do
              count=$((count + 1))
              read -r up _ </proc/uptime
              echo "$HOLDFAST_NODE $HOLDFAST_FENCE_TOKEN $count $up" >>{{Log}}
              sleep 0.01 9>&-
            done

            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await at.CliAsync("group", "create", Group);
        await at.CliAsync("resource", "create", Resource, "--group", Group, "--type", "GenericApplication",
            "--set", $"CommandLine={script}");
        await at.CliAsync("group", "online", Group, "--wait");
    }

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

    /// <summary>The moments of all writes, ms.</summary>
    public IReadOnlyList<long> Moments() => [.. Writes().Select(write => write.AtMs)];

    /// <summary>How many writes of an older generation came after one of a newer.</summary>
    public int Overlaps()
    {
        long newest = 0;
        int overlaps = 0;
        foreach (Write write in Writes())
        {
            overlaps += write.Generation < newest ? 1 : 0;
            newest = Math.Max(newest, write.Generation);
        }

        return overlaps;
    }

    /// <summary>How many runs of the resource found the lock held by another.</summary>
    public int RefusedLocks() => File.Exists(Refused) ? File.ReadAllLines(Refused).Length : 0;

    /// <summary>
    /// For how long two generations wrote at the same time, ms; at least a step of the stamps if any did, or if a lock
    /// was refused.
    /// </summary>
    public long OverlapMs()
    {
        long overlap = 0;
        long end = 0;
        foreach (IGrouping<long, Write> generation in Writes().GroupBy(write => write.Generation)
            .OrderBy(group => group.Key))
        {
            overlap += Math.Max(0, end - generation.Min(write => write.AtMs));
            end = Math.Max(end, generation.Max(write => write.AtMs));
        }

        return Math.Max(overlap, Overlaps() + RefusedLocks() > 0 ? StepMs : 0);
    }

    /// <summary>How many counts were acknowledged twice: the second was made without knowing of the first.</summary>
    public int LostWrites()
    {
        IReadOnlyList<Write> writes = Writes();
        return writes.Count - writes.Select(write => write.Count).Distinct().Count();
    }

    /// <summary>The longest time without a write since a moment, ms.</summary>
    public long LongestGapMs(long sinceMs)
    {
        long longest = 0;
        long before = sinceMs;
        foreach (Write write in Writes().Where(write => write.AtMs >= sinceMs))
        {
            longest = Math.Max(longest, write.AtMs - before);
            before = write.AtMs;
        }

        return longest;
    }

    /// <summary>When a generation wrote first, ms.</summary>
    public long FirstOfMs(long generation) => Writes().First(write => write.Generation == generation).AtMs;

    /// <summary>Waits for a write after the given moment.</summary>
    public Task WrittenAfterAsync(long sinceMs, TimeSpan deadline) => Until.TrueAsync(
        "the resource writes", () => Last?.AtMs > sinceMs, deadline, everyMs: 20);

    /// <summary>All writes so far.</summary>
    private IReadOnlyList<Write> Writes()
    {
        lock (_reading)
        {
            ReadOn();
            return [.. _writes];
        }
    }

    /// <summary>Reads what was written since it was read last.</summary>
    private void ReadOn()
    {
        if (!File.Exists(Log))
        {
            return;
        }

        using var file = new FileStream(
            Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(_readTo, SeekOrigin.Begin);
        byte[] more = new byte[file.Length - _readTo];
        int whole = Array.LastIndexOf(more, (byte)'\n', file.ReadAtLeast(more, more.Length, false) - 1) + 1;
        _readTo += whole;
        _writes.AddRange(Encoding.ASCII.GetString(more, 0, whole).Split('\n')
            .Select(line => line.Split(' ')).Where(words => words.Length == 4).Select(Parse));
    }

    private static Write Parse(string[] words) => new(
        words[0], long.Parse(words[1], CultureInfo.InvariantCulture),
        long.Parse(words[2], CultureInfo.InvariantCulture),
        (long)(double.Parse(words[3], CultureInfo.InvariantCulture) * 1000));
}
