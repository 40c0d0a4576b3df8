using System.Text;

namespace Holdfast.ResourceApi.Testing;

/// <summary>A resource type broke a rule; the message says which, what was found and what to do.</summary>
public sealed class ContractException : Exception
{
    /// <summary>A resource type broke a rule.</summary>
    public ContractException()
    {
    }

    /// <summary>A resource type broke a rule.</summary>
    /// <param name="message">Which, what was found and what to do.</param>
    public ContractException(string message)
        : base(message)
    {
    }

    /// <summary>A resource type broke a rule.</summary>
    /// <param name="message">Which, what was found and what to do.</param>
    /// <param name="innerException">What the resource threw.</param>
    public ContractException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    internal ContractException(Finding finding)
        : base(finding.Describe(), finding.Thrown) => Rule = finding.Rule;

    /// <summary>The rule that was broken.</summary>
    public ContractRule? Rule { get; }
}

/// <summary>What was found wrong, with what may explain it.</summary>
internal sealed record Finding(string Resource, ContractRule Rule, string Found)
{
    public Exception? Thrown { get; init; }

    public IReadOnlyList<string> Log { get; init; } = [];

    public IReadOnlyDictionary<string, string> Output { get; init; } = new Dictionary<string, string>();

    public string Describe()
    {
        var text = new StringBuilder()
            .AppendLine($"{Resource} breaks a rule of resource DLLs.")
            .AppendLine($"  rule:  {Rule}")
            .AppendLine($"  found: {Found}")
            .AppendLine($"  do:    {Rule.Advice}");
        foreach (var line in Log)
        {
            text.AppendLine($"  log:   {line}");
        }

        foreach (var (process, output) in Output.Where(pair => pair.Value.Length > 0))
        {
            text.AppendLine($"  process {process} wrote:").AppendLine(Indent(output));
        }

        return text.ToString();
    }

    private static string Indent(string text) => "    " + text.TrimEnd().ReplaceLineEndings("\n    ");
}
