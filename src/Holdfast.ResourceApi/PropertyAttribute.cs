namespace Holdfast.ResourceApi;

/// <summary>Describes a property of a resource to the people who set it.</summary>
/// <remarks>
/// Limits are written with the attributes of <c>System.ComponentModel.DataAnnotations</c> (Range, Required,
/// StringLength, RegularExpression, AllowedValues, ...) or with C#'s <c>required</c>. All of it appears in the type's
/// JSON Schema.
/// </remarks>
/// <param name="description">What it is, with its unit.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PropertyAttribute(string description) : Attribute
{
    /// <summary>What the property is.</summary>
    public string Description { get; } = description;

    /// <summary>A short name to show beside the field; made from the property's name if it is not set.</summary>
    public string? Title { get; set; }

    /// <summary>Whether a change is applied while the resource is online; else it waits for the next online.</summary>
    public bool AppliesAtOnce { get; set; }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; set; }
}
