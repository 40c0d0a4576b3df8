using System.CommandLine;
using Holdfast.Client.Requests;

namespace Holdfast.Cli.Options;

/// <summary>The settings of a node, as options of <c>node set</c>.</summary>
internal sealed class NodeSettings
{
    private readonly Option<string?> _description = Given.Text("--description", "TEXT", "Words for people.");

    private readonly Option<string[]> _attributes = Given.Named("--attribute", "NAME=VALUE",
        "What placement rules of groups ask for: rack=a; rack= removes it. May be given often.", numbers: false);

    private readonly Option<string[]> _offers = Given.Named("--offer", "NAME=NUMBER",
        "A quantity that its groups share: cpu=16; cpu= removes it, and it is not limited. May be given often.",
        numbers: true);

    public void AddTo(Command command)
    {
        command.Options.Add(_attributes);
        command.Options.Add(_offers);
        command.Options.Add(_description);
    }

    public UpdateNodeRequest Of(ParseResult parsed) => new()
    {
        Description = parsed.GetValue(_description),
        Attributes = Given.TextsByName(parsed.GetValue(_attributes)),
        Offers = Given.NumbersByName(parsed.GetValue(_offers)),
    };
}
