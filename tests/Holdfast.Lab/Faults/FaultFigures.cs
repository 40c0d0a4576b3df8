using System.Text.Json;
using Holdfast.Lab.Ownership;

namespace Holdfast.Lab.Faults;

/// <summary>What runs of a fault in one of its ways came to: a line of the file that the table is made of.</summary>
public sealed record FaultFigures
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public required int Fault { get; init; }

    /// <summary>Which of its ways, from 0.</summary>
    public required int Way { get; init; }

    /// <summary>The lease profile.</summary>
    public required string Profile { get; init; }

    /// <summary>How many runs failed; the others have a recovery each.</summary>
    public int Failed { get; init; }

    /// <summary>In how many runs the group was in another generation afterwards.</summary>
    public int Moved { get; init; }

    /// <inheritdoc cref="OwnershipProof.OverlapMs"/>
    public long OverlapMs { get; init; }

    /// <inheritdoc cref="WriteLog.Lost"/>
    public int LostWrites { get; init; }

    /// <summary>Answers in which something registered was missing or changed.</summary>
    public long RegistrationsLost { get; init; }

    /// <summary>The longest time without a write in each run.</summary>
    public IReadOnlyList<long> RecoveryMs { get; init; } = [];

    /// <summary>The same without an answer to the client; empty where there was none.</summary>
    public IReadOnlyList<long> ClientMs { get; init; } = [];

    /// <summary>Those of one fault in one way, or in all of them, taken together.</summary>
    public static FaultFigures Together(IReadOnlyCollection<FaultFigures> parts) => parts.First() with
    {
        Failed = parts.Sum(part => part.Failed), Moved = parts.Sum(part => part.Moved),
        OverlapMs = parts.Sum(part => part.OverlapMs), LostWrites = parts.Sum(part => part.LostWrites),
        RegistrationsLost = parts.Sum(part => part.RegistrationsLost),
        RecoveryMs = [.. parts.SelectMany(part => part.RecoveryMs)],
        ClientMs = [.. parts.SelectMany(part => part.ClientMs)],
    };

    public static IReadOnlyList<FaultFigures> Read(string file) =>
        [.. File.ReadLines(file).Select(line => JsonSerializer.Deserialize<FaultFigures>(line, Format)!)];

    public void AppendTo(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.AppendAllText(file, JsonSerializer.Serialize(this, Format) + "\n");
    }
}
