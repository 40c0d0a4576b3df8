using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Service.Api.Bodies;

namespace Holdfast.Service.Api.Edits;

/// <summary>The settings of a node that a request names; those it leaves out stay.</summary>
internal sealed class NodePatch
{
    /// <summary>The longest value of an attribute.</summary>
    private const int LongestValue = 200;

    private string? _description;
    private IReadOnlyDictionary<string, string?>? _attributes;
    private IReadOnlyDictionary<string, long?>? _offers;

    private NodePatch()
    {
    }

    public static NodePatch Read(BodyReader body) => new()
    {
        _description = body.Text("description", 1000),
        _attributes = NamedValues.Texts(body, "attributes", LongestValue),
        _offers = NamedValues.Quantities(body, "offers"),
    };

    public NodeConfig Apply(NodeConfig node) => node with
    {
        Description = _description ?? node.Description,
        Attributes = node.Attributes.Merge(_attributes, value => value!),
        Offers = node.Offers.Merge(_offers, value => value!.Value),
    };
}
