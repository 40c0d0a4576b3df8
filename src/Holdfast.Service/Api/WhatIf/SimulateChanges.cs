using System.Text.Json;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;
using Holdfast.Client.Requests;
using Holdfast.Core.Placement;
using Holdfast.Core.State;
using Holdfast.Core.WhatIf;
using Holdfast.Service.Api.Bodies;
using Holdfast.Service.Api.Configurations;
using Holdfast.Service.Api.Edits;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.WhatIf;

/// <summary>Reads which faults and changes are to be imagined, and says what in them does not exist.</summary>
internal static class SimulateChanges
{
    public static SimulateRequest Read(BodyReader body) => new()
    {
        NodeDown = body.TextList("nodeDown"),
        NodeUp = body.TextList("nodeUp"),
        Pause = body.TextList("pause"),
        Drain = body.TextList("drain"),
        Resume = body.TextList("resume"),
        Move = body.TextList("move"),
        Online = body.TextList("online"),
        Offline = body.TextList("offline"),
        Fail = body.TextList("fail"),
        Apply = body.Object("apply"),
    };

    /// <summary>Adds what a document would store; the other changes are then read against the cluster that it
    /// makes.</summary>
    private static Refusal? Apply(JsonElement document, ref ClusterSnapshot snapshot, List<WhatIfChange> changes)
    {
        var reader = new BodyReader(document);
        ConfigurationDocument read = ConfigurationDocument.Read(reader);
        if (reader.Errors.Count > 0)
        {
            return Refusal.Invalid(reader.Errors);
        }

        snapshot = ConfigurationEdits.Apply(
            snapshot, read, prune: false, new Asked("simulate"), out Edit whole);
        if (whole is Edit.Change change)
        {
            changes.AddRange(WhatIfScope.ChangesOf(change.Transaction));
        }

        return (whole as Edit.Refused)?.Refusal;
    }

    /// <summary>The changes in the order in which they are made, or every name that is not there.</summary>
    public static Outcome<IReadOnlyList<WhatIfChange>> Of(SimulateRequest request, ClusterSnapshot snapshot)
    {
        var errors = new List<ErrorDto>();
        var changes = new List<WhatIfChange>();
        if (request.Apply is { } document)
        {
            if (Apply(document, ref snapshot, changes) is { } refusal)
            {
                return refusal;
            }
        }

        IReadOnlyList<string> nodes = snapshot.NodeNames();
        string[] groups = [.. snapshot.Groups.Keys.Concat(snapshot.GroupStates.Keys).Distinct(StringComparer.Ordinal)];
        string[] resources = [.. snapshot.Resources.Keys.Concat(
            snapshot.GroupStatuses.Values.SelectMany(status => status.Value.Resources).Select(each => each.Name))
            .Distinct(StringComparer.Ordinal)];
        Add("nodeDown", request.NodeDown, nodes, ErrorCodes.NoNode, name => new WhatIfChange.NodeDown(name));
        Add("nodeUp", request.NodeUp, nodes, ErrorCodes.NoNode, name => new WhatIfChange.NodeUp(name));
        Add("pause", request.Pause, nodes, ErrorCodes.NoNode, name => new WhatIfChange.Pause(name, Drain: false));
        Add("drain", request.Drain, nodes, ErrorCodes.NoNode, name => new WhatIfChange.Pause(name, Drain: true));
        Add("resume", request.Resume, nodes, ErrorCodes.NoNode, name => new WhatIfChange.Resume(name));
        Add("online", request.Online, groups, ErrorCodes.NoGroup, name => new WhatIfChange.Want(name, true));
        Add("offline", request.Offline, groups, ErrorCodes.NoGroup, name => new WhatIfChange.Want(name, false));
        Add("fail", request.Fail, resources, ErrorCodes.NoResource, name => new WhatIfChange.Fail(name));
        for (int i = 0; i < (request.Move?.Count ?? 0); i++)
        {
            string[] move = request.Move![i].Split('=', 2);
            Check($"move[{i}]", move[0], groups, ErrorCodes.NoGroup);
            if (move.Length > 1)
            {
                Check($"move[{i}]", move[1], nodes, ErrorCodes.NoNode);
            }

            changes.Add(new WhatIfChange.Move(move[0], move.Length > 1 ? move[1] : null));
        }

        return errors.Count > 0 ? Refusal.Invalid(errors) : changes;

        void Add(
            string member, IReadOnlyList<string>? names, IReadOnlyList<string> known, string code,
            Func<string, WhatIfChange> make)
        {
            for (int i = 0; i < (names?.Count ?? 0); i++)
            {
                Check($"{member}[{i}]", names![i], known, code);
                changes.Add(make(names[i]));
            }
        }

        void Check(string path, string name, IReadOnlyList<string> known, string code)
        {
            if (!known.Contains(name))
            {
                string noun = code == ErrorCodes.NoNode ? "node" : code == ErrorCodes.NoGroup ? "group" : "resource";
                string near = NearNames.Question(NearNames.Of(name, known));
                errors.Add(new() { Path = path, Code = code, Message = $"no {noun} \"{name}\"{near}" });
            }
        }
    }
}
