using System.Net;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;
using Holdfast.Linux;

namespace Holdfast.Lab.Ownership;

/// <summary>
/// A resource that proves its ownership: an <see cref="OwnedCounter"/> in a group of the cluster, the floating address
/// that it depends on and is served over, a client of it, and a look at who has the address. Who takes over goes on
/// from the last line.
/// </summary>
public sealed class OwnershipProof(LabNetwork network) : IAsyncDisposable
{
    public const string Group = "proof";
    public const string Resource = "writer";

    /// <summary>The resource that is the address.</summary>
    public const string Address = "address";
    private const int Port = 7070;
    private readonly WriteLog _log = new(Path.Combine(network.Folder, "proof.log"));
    private OwnershipClient? _client;
    private AddressWatch? _addresses;

    /// <summary>The time that writes are stamped with, now.</summary>
    public static long NowMs => BootClock.KernelBootTime / 1_000_000;

    /// <summary>The last write; null before there was one.</summary>
    public Write? Last => _log.Last;

    private IReadOnlyList<Acknowledged> Answers => _client?.Acknowledged ?? [];

    /// <summary>What the group has.</summary>
    public IReadOnlyList<string> Resources => _client is null ? [Resource] : [Address, Resource];

    /// <summary>Makes the group and wants it online.</summary>
    /// <param name="at">Where it is asked for.</param>
    /// <param name="served">Whether it has an address, and a client that uses it.</param>
    public async Task CreateAsync(LabMachine at, bool served)
    {
        await at.CliAsync("group", "create", Group);
        if (served)
        {
            _addresses = new AddressWatch(network, network.FloatingAddress);
            await at.CliAsync("resource", "create", Address, "--group", Group, "--type", "IPAddress", "--set",
                $"Address={network.FloatingAddress}");
        }

        await at.CliAsync(["resource", "create", Resource, "--group", Group, "--type", "GenericApplication", "--set",
            $"CommandLine={Programs.Lab} {OwnedCounter.Verb} {Path.Combine(network.Folder, "proof.log")} {Port}",
            .. served ? new[] { "--depends-on", Address } : []]);
        await at.CliAsync("group", "online", Group, "--wait");
        _client = served ? new OwnershipClient(
            await network.OutsideAsync(), new IPEndPoint(IPAddress.Parse(network.FloatingAddress), Port))
            : null;
    }

    /// <summary>The moments of all writes, ms.</summary>
    public IReadOnlyList<long> Moments() => [.. _log.Writes().Select(write => write.AtMs)];

    /// <inheritdoc cref="WriteLog.Overlaps"/>
    public int Overlaps() => _log.Overlaps(Answers);

    /// <summary>
    /// For how long two generations wrote or answered, or two machines had the address, at the same time, ms; at least
    /// 10 if any did, or if a lock was refused.
    /// </summary>
    public long OverlapMs() => Math.Max(_log.OverlapMs(Answers), _addresses?.TogetherMs ?? 0);

    /// <inheritdoc cref="WriteLog.Lost"/>
    public int LostWrites() => _log.Lost(Answers);

    /// <summary>The longest time without a write since a moment, ms.</summary>
    public long LongestGapMs(long sinceMs) => WriteLog.LongestGapMs(Moments(), sinceMs);

    /// <summary>The longest time without an answer to the client since a moment, ms; null if there is none.</summary>
    public long? ClientGapMs(long sinceMs) =>
        AnsweredMs() is { } moments ? WriteLog.LongestGapMs(moments, sinceMs) : null;

    /// <summary>The moments of all answers to the client, ms; null if there is none.</summary>
    public IReadOnlyList<long>? AnsweredMs() => _client is null ? null : [.. Answers.Select(answer => answer.AtMs)];

    /// <summary>How often another generation went on, on the same machine or another, since a moment.</summary>
    public int MovesSince(long sinceMs) => _log.Writes().Where(write => write.AtMs >= sinceMs)
        .Select(write => write.Generation).Distinct().Skip(1).Count();

    /// <summary>When a generation wrote first, ms.</summary>
    public long FirstOfMs(long generation) => _log.Writes().First(write => write.Generation == generation).AtMs;

    /// <summary>When a later generation than this one served first, ms; null if none does yet. It serves once its
    /// client is answered, or where there is none once it writes.</summary>
    public long? ServedAfterMs(long generation) => _client is null
        ? _log.Writes().FirstOrDefault(write => write.Generation > generation)?.AtMs
        : Answers.FirstOrDefault(answer => answer.Generation > generation)?.AtMs;

    /// <summary>Waits for a write after the given moment, and for an answer if there is a client.</summary>
    public Task WrittenAfterAsync(long sinceMs, TimeSpan deadline) => Until.TrueAsync(
        "the resource writes and answers",
        () => Last?.AtMs > sinceMs && (_client is null || _client.LastAtMs > sinceMs),
        deadline, everyMs: 20);

    public async ValueTask DisposeAsync()
    {
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_addresses?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
