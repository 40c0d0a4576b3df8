using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Service.Api.Edits;

namespace Holdfast.Service.Fencing;

/// <summary>Parameters of fence devices that are never shown: passwords and their like, by their names.</summary>
internal static class FenceSecrets
{
    /// <remarks>The last is fence_ipmilan's key of the management controller, <c>hexadecimal_kg</c>.</remarks>
    private static readonly string[] Signs =
        ["passw", "secret", "token", "community", "api_key", "apikey", "hexadecimal_kg"];

    public static bool IsSecret(string parameter) =>
        Signs.Any(sign => parameter.Contains(sign, StringComparison.OrdinalIgnoreCase));

    /// <summary>The device with every secret masked.</summary>
    public static FenceDeviceConfig Masked(FenceDeviceConfig device) => device with
    {
        Parameters = ValueMap<string>.From(device.Parameters.Select(each =>
            KeyValuePair.Create(each.Key, IsSecret(each.Key) ? SecretProperties.Mask : each.Value))),
    };

    /// <summary>The text with no secret of the device in it.</summary>
    public static string Hide(string text, FenceDeviceConfig device) => device.Parameters
        .Where(each => IsSecret(each.Key) && each.Value.Length > 0)
        .Aggregate(text, (said, each) => said.Replace(each.Value, SecretProperties.Mask, StringComparison.Ordinal));
}
