using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Lab.Machines;

namespace Holdfast.EndToEnd;

/// <summary>
/// Lines such as <c>n1# holdfast cluster token</c>, typed on machines that are network namespaces. The documents'
/// addresses and <c>HFJ1-…</c> stand for those that there are.
/// </summary>
internal sealed partial class MachineCommands(LabNetwork network)
{
    /// <summary>Of the documents' network.</summary>
    private const string Written = "10.0.0.";

    private string _token = "";

    /// <summary>Runs the lines, each of which must succeed, and gives what they printed.</summary>
    public async Task<string> RunAsync(string script)
    {
        var output = new StringBuilder();
        foreach (string line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Match typed = Typed().Match(line);
            LabMachine machine = typed.Success
                ? network[typed.Groups[1].Value]
                : throw new InvalidOperationException($"\"{line}\" does not begin with a machine and holdfast");
            string[] arguments = [.. Word().Matches(typed.Groups[2].Value).Select(word => Real(word.Value))];
            bool makes = arguments is ["cluster", "create" or "join" or "witness", ..];
            string printed = await machine.CliAsync(
                makes ? [.. arguments[..2], .. machine.SetupOptions, .. arguments[2..]] : arguments);
            _token = Token().Match(printed) is { Success: true } made ? made.Value : _token;
            output.Append(printed).Append('\n');
        }

        return output.ToString();
    }

    private string Real(string word)
    {
        string network1 = network["n1"].Address;
        return word.Replace("'", "", StringComparison.Ordinal)
            .Replace("HFJ1-…", _token, StringComparison.Ordinal)
            .Replace(Written, network1[..(network1.LastIndexOf('.') + 1)], StringComparison.Ordinal);
    }

    [GeneratedRegex("^([a-z0-9]+)# holdfast (.*?)(?: +# .*)?$")]
    private static partial Regex Typed();

    [GeneratedRegex(@"(?:[^\s']|'[^']*')+")]
    private static partial Regex Word();

    [GeneratedRegex("HFJ1-[A-Za-z0-9-]+")]
    private static partial Regex Token();
}
