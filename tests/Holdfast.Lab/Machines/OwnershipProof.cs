using Holdfast.Client.Requests;

namespace Holdfast.Lab.Machines;

/// <summary>
/// A resource that proves its ownership: it appends its node and generation to a file that all machines share, every
/// few milliseconds. A line of an older generation after one of a newer is an overlap.
/// </summary>
public sealed class OwnershipProof(LabNetwork network)
{
    public const string Group = "proof";
    private const string Resource = "writer";

    private string Log => Path.Combine(network.Folder, "proof.log");

    /// <summary>Makes the group and wants it online.</summary>
    public async Task CreateAsync(LabMachine at)
    {
        string script = Path.Combine(network.Folder, "proof.sh");
        await File.WriteAllTextAsync(script,
            $"#!/bin/sh\nwhile :; do echo \"$HOLDFAST_NODE $HOLDFAST_FENCE_TOKEN\" >>{Log}; sleep 0.01; done\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await at.CliAsync("group", "create", Group);
        await at.CliAsync("resource", "create", Resource, "--group", Group, "--type", "GenericApplication",
            "--set", $"CommandLine={script}");
        await at.CliAsync("group", "online", Group, "--wait");
    }

    /// <summary>The node that wrote last, with its generation; null before anybody wrote.</summary>
    public (string Node, long Generation)? Last => Lines() is [.., var last] ? last : null;

    /// <summary>How many lines of an older generation came after one of a newer.</summary>
    public int Overlaps()
    {
        long newest = 0;
        int overlaps = 0;
        foreach ((_, long generation) in Lines())
        {
            overlaps += generation < newest ? 1 : 0;
            newest = Math.Max(newest, generation);
        }

        return overlaps;
    }

    private List<(string Node, long Generation)> Lines()
    {
        if (!File.Exists(Log))
        {
            return [];
        }

        using var file = new StreamReader(
            new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        string[] whole = file.ReadToEnd().Split('\n')[..^1];
        return [.. whole.Select(line => line.Split(' ')).Select(words => (words[0], long.Parse(words[1])))];
    }
}
