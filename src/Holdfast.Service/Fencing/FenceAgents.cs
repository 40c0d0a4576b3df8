using System.Text.RegularExpressions;
using Holdfast.Linux;

namespace Holdfast.Service.Fencing;

/// <summary>
/// Where the fence agents of this machine are, and whether they may be run as the service runs: nobody else may be able
/// to change one.
/// </summary>
internal sealed partial class FenceAgents
{
    private const int WritableByOthers = 0x12; // 022 as in chmod
    private static readonly string[] Standard = ["/usr/sbin", "/usr/bin"];
    private readonly IReadOnlyList<string> _folders;

    public FenceAgents()
        : this(Standard)
    {
    }

    /// <param name="folders">Where names are looked up, in this order.</param>
    internal FenceAgents(IReadOnlyList<string> folders) => _folders = folders;

    /// <summary>What is wrong with an agent's name; null if nothing is.</summary>
    public static string? WhyNotName(string agent) =>
        agent.StartsWith('/')
            ? agent.Contains("/../", StringComparison.Ordinal) || agent.Any(char.IsControl)
                ? "write the path without \"..\""
                : null
            : AgentName().IsMatch(agent)
                ? null
                : $"\"{agent}\" is no fence agent: write a name such as fence_ipmilan, or an absolute path";

    /// <summary>The program of an agent, or why it is not run.</summary>
    public (string? Path, string? WhyNot) Find(string agent)
    {
        if (WhyNotName(agent) is { } bad)
        {
            return (null, bad);
        }

        string? path = agent.StartsWith('/')
            ? agent
            : _folders.Select(folder => Path.Combine(folder, agent)).FirstOrDefault(File.Exists);
        if (path is null || !File.Exists(path))
        {
            return (null, $"{agent} is not installed on this node: install the package that has it "
                + $"(looked in {string.Join(" and ", _folders)})");
        }

        return WhyNotTrusted(path) is { } reason ? (null, reason) : (path, null);
    }

    /// <summary>The names of all that are installed, in order.</summary>
    public IReadOnlyList<string> Installed() =>
        [.. _folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "fence_*"))
            .Select(path => Path.GetFileName(path))
            .Where(name => AgentName().IsMatch(name))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    private static string? WhyNotTrusted(string path)
    {
        string folder = Path.GetDirectoryName(path) ?? "/";
        foreach (string place in new[] { path, folder })
        {
            if (FileStatus.Behind(place) is not { } status)
            {
                return $"{place} cannot be looked at";
            }

            if (status.Owner != 0 && status.Owner != OwnProcess.UserId)
            {
                return $"{place} does not belong to root: chown root {place}";
            }

            if ((status.Permissions & WritableByOthers) != 0)
            {
                return $"{place} may be written by others: chmod go-w {place}";
            }
        }

        return null;
    }

    [GeneratedRegex("^fence_[A-Za-z0-9_]+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AgentName();
}
