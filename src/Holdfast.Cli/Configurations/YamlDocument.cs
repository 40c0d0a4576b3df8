using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Client.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Holdfast.Cli.Configurations;

/// <summary>A document in YAML 1.2 (of which JSON is a part), as JSON, with the place of each value in the
/// file.</summary>
internal sealed class YamlDocument
{
    /// <summary>Longer files are refused, and deeper ones.</summary>
    private const int LongestText = 4 << 20;
    private const int Deepest = 32;

    private readonly Dictionary<string, Mark> _places = new(StringComparer.Ordinal);
    private readonly string _file;

    private YamlDocument(string file) => _file = file;

    public JsonElement Json { get; private set; }

    /// <summary>Reads a document.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="text">What is in it.</param>
    /// <exception cref="HoldfastException">It is not one document with a mapping at its top; the message names line and
    /// column.</exception>
    public static YamlDocument Read(string file, string text)
    {
        if (text.Length > LongestText)
        {
            throw new HoldfastException(ErrorCodes.Invalid, $"{file} has {text.Length} characters; at most "
                + $"{LongestText} are read");
        }

        var document = new YamlDocument(file);
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
            {
                throw new HoldfastException(ErrorCodes.Invalid,
                    $"{file} must hold one document, a mapping with cluster, nodes, types or groups");
            }

            JsonNode json = document.Convert(root, "", 0)!;
            document.Json = JsonElement.Parse(json.ToJsonString());
            return document;
        }
        catch (YamlException error)
        {
            throw new HoldfastException(ErrorCodes.Invalid,
                $"{file}:{error.Start.Line}:{error.Start.Column}: {error.InnerException?.Message ?? error.Message}",
                error);
        }
    }

    /// <summary>Where in the file the value at a path is, or what holds it: <c>file:line:column</c>.</summary>
    public string Place(string path) => Find(path) is { } mark
        ? string.Create(CultureInfo.InvariantCulture, $"{_file}:{mark.Line}:{mark.Column}")
        : _file;

    /// <summary>How far down in the file that is.</summary>
    public long Depth(string path) => Find(path)?.Index ?? 0;

    private Mark? Find(string path)
    {
        for (string rest = path; rest.Length > 0; rest = rest[..Math.Max(0, rest.LastIndexOfAny(['.', '[']))])
        {
            if (_places.TryGetValue(rest, out Mark mark))
            {
                return mark;
            }
        }

        return _places.TryGetValue("", out Mark top) ? top : null;
    }

    private JsonNode? Convert(YamlNode node, string path, int depth)
    {
        _places.TryAdd(path, node.Start);
        if (depth > Deepest)
        {
            throw new YamlException(node.Start, node.End, $"it is nested more than {Deepest} deep");
        }

        return node switch
        {
            YamlMappingNode mapping => Mapping(mapping, path, depth),
            YamlSequenceNode sequence => new JsonArray(
                [.. sequence.Children.Select((each, i) => Convert(each, $"{path}[{i}]", depth + 1))]),
            YamlScalarNode scalar => YamlScalars.ToJson(scalar),
            _ => throw new YamlException(node.Start, node.End, "this is neither a mapping, a list nor a value"),
        };
    }

    private JsonObject Mapping(YamlMappingNode mapping, string path, int depth)
    {
        var json = new JsonObject();
        foreach ((YamlNode key, YamlNode value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                throw new YamlException(key.Start, key.End, "a key must be text");
            }

            string place = path.Length == 0 ? name : $"{path}.{name}";
            _places[place] = key.Start;
            json[name] = Convert(value, place, depth + 1);
        }

        return json;
    }
}
