using System.Text.RegularExpressions;

namespace Holdfast.Service.Fencing;

/// <summary>What is told to people of what an agent printed on standard error.</summary>
internal static partial class AgentWords
{
    private const int Longest = 400;
    private const int Beginning = 120;
    private const string Left = " … ";

    /// <summary>What the agents' library ends most complaints with, to people at a shell.</summary>
    private const string Advice = "Please use '-h' for usage";

    /// <summary>The last two lines that say something.</summary>
    public static string Last(string said) => string.Join("; ", said
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Where(each => !each.Contains(Advice, StringComparison.Ordinal))
        .TakeLast(2)
        .Select(each => LogPrefix().Replace(each, "")));

    /// <summary>
    /// Not more than fits a sentence: of what is longer the beginning and the end, which has the cause where a library
    /// tells one error within another. To be done once secrets are hidden, of which a part would not be found.
    /// </summary>
    public static string Shorten(string words) => words.Length <= Longest
        ? words
        : words[..Beginning] + Left + words[^(Longest - Beginning - Left.Length)..];

    /// <summary>What Python's logging puts before each line: the time, and how bad it is.</summary>
    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ [A-Z]+: ", RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex LogPrefix();
}
