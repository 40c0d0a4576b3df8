using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Holdfast.Cli.Configurations;

/// <summary>Writes JSON as YAML for people; read again it is the same.</summary>
internal static class YamlWriter
{
    public static void Write(JsonElement document, TextWriter output)
    {
        var stream = new YamlStream(new YamlDotNet.RepresentationModel.YamlDocument(Node(document)));
        var text = new StringWriter();
        stream.Save(text, assignAnchors: false);
        // The library ends each document with a line that says that it ends.
        string yaml = text.ToString().ReplaceLineEndings("\n");
        const string End = "...\n";
        output.Write(yaml.EndsWith("\n" + End, StringComparison.Ordinal) ? yaml[..^End.Length] : yaml);
    }

    private static YamlNode Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Mapping(value),
        JsonValueKind.Array => Sequence(value),
        _ => YamlScalars.FromJson(value),
    };

    private static YamlMappingNode Mapping(JsonElement value)
    {
        var mapping = new YamlMappingNode();
        foreach (JsonProperty each in value.EnumerateObject())
        {
            mapping.Add(YamlScalars.OfText(each.Name), Node(each.Value));
        }

        mapping.Style = mapping.Children.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
        return mapping;
    }

    private static YamlSequenceNode Sequence(JsonElement value)
    {
        var sequence = new YamlSequenceNode(value.EnumerateArray().Select(Node));
        bool simple = value.EnumerateArray().All(each => each.ValueKind != JsonValueKind.Object);
        sequence.Style = simple ? SequenceStyle.Flow : SequenceStyle.Block;
        return sequence;
    }
}
