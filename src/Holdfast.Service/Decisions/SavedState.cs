using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Core.Configuration;
using Holdfast.Core.Membership;
using Holdfast.Core.State;
using Holdfast.Core.Time;
using Holdfast.Database;
using Holdfast.Database.Documents;

namespace Holdfast.Service.Decisions;

/// <summary>
/// The state of a cluster as a file: every row at one revision, what a node had seen of the members, and the decisions
/// that are kept. What <c>holdfast state save</c> writes, and <c>simulate --state</c> and <c>replay</c> read.
/// </summary>
internal sealed record SavedState(
    ClusterSnapshot Snapshot,
    Observer Observer,
    DateTimeOffset WallClock,
    BootTime Now,
    IReadOnlyList<DecisionRecord> Decisions)
{
    private const string Format = "holdfast-state/1";

    /// <summary>The file's text.</summary>
    public string Write()
    {
        var observed = new DecisionRecord
        {
            Id = "saved", Node = "", Epoch = 0, Term = 0, Revision = Snapshot.Revision, WallClock = WallClock,
            Now = Now.Nanoseconds, ObservedSince = Observer.StartedAt.Nanoseconds,
            Observed = DecisionRecord.Of(Observer), PowerOffs = DecisionRecord.PowerOffsOf(Observer),
        };
        var root = new JsonObject
        {
            ["format"] = Format,
            ["seen"] = Node(observed),
            ["rows"] = SavedRows.Write(Snapshot),
            ["decisions"] = new JsonArray([.. Decisions.Select(decision => (JsonNode)Node(decision))]),
        };
        return root.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    /// <summary>Reads a file's text.</summary>
    /// <exception cref="FormatException">It is no such file; the message says what is wrong.</exception>
    public static SavedState Read(string text)
    {
        try
        {
            JsonNode root = JsonNode.Parse(text) ?? throw new FormatException("the file is empty");
            if ((string?)root["format"] != Format)
            {
                throw new FormatException($"it is no saved state: its \"format\" is not \"{Format}\"");
            }

            DecisionRecord seen = Record(root["seen"], "seen");
            ClusterSnapshot snapshot = SavedRows.Read(root["rows"] as JsonArray ?? [], seen.Revision);
            JsonArray decisions = root["decisions"] as JsonArray ?? [];
            return new(
                snapshot,
                seen.ToObserver(),
                seen.WallClock,
                new BootTime(seen.Now),
                [.. decisions.Select((node, index) => Record(node, $"decisions[{index}]"))]);
        }
        catch (Exception error) when (error is JsonException or DatabaseCorruptException or InvalidOperationException)
        {
            throw new FormatException($"it is no saved state: {error.Message}", error);
        }
    }

    private static JsonObject Node(DecisionRecord record) =>
        JsonNode.Parse(StoredDocuments.Encode(record))!.AsObject();

    private static DecisionRecord Record(JsonNode? node, string place) => StoredDocuments.Decode<DecisionRecord>(
        place, System.Text.Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null"));
}
