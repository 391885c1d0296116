"""What a drawing may consist of: elements and attributes of SVG 1.1 that draw something and cannot run anything."""

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

_ELEMENTS = """
svg g defs symbol use switch title desc style a view path rect circle ellipse line polyline polygon text tspan
textPath image marker linearGradient radialGradient stop pattern clipPath mask filter feBlend feColorMatrix
feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow
feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset
fePointLight feSpecularLighting feSpotLight feTile feTurbulence
"""
ELEMENTS = frozenset(_ELEMENTS.split())
_ATTRIBUTES = """
id class style lang role tabindex transform version viewBox preserveAspectRatio width height x y x1 y1 x2 y2 z cx cy
r rx ry fx fy fr d points dx dy rotate textLength lengthAdjust startOffset method spacing side pathLength href media
type offset gradientUnits gradientTransform spreadMethod patternUnits patternContentUnits patternTransform
clipPathUnits maskUnits maskContentUnits filterUnits primitiveUnits markerUnits markerWidth markerHeight orient refX
refY in in2 result mode values operator k1 k2 k3 k4 order kernelMatrix divisor bias targetX targetY edgeMode
kernelUnitLength preserveAlpha surfaceScale diffuseConstant specularConstant specularExponent limitingConeAngle
pointsAtX pointsAtY pointsAtZ azimuth elevation scale xChannelSelector yChannelSelector stdDeviation radius
baseFrequency numOctaves seed stitchTiles tableValues slope intercept amplitude exponent requiredFeatures
requiredExtensions systemLanguage alignment-baseline baseline-shift clip clip-path clip-rule color
color-interpolation color-interpolation-filters color-rendering cursor direction display dominant-baseline
enable-background fill fill-opacity fill-rule filter flood-color flood-opacity font font-family font-size
font-size-adjust font-stretch font-style font-variant font-weight glyph-orientation-horizontal
glyph-orientation-vertical image-rendering isolation kerning letter-spacing lighting-color marker marker-end
marker-mid marker-start mask mix-blend-mode opacity overflow paint-order pointer-events shape-rendering solid-color
stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
stroke-opacity stroke-width text-anchor text-decoration text-rendering transform-origin unicode-bidi vector-effect
visibility white-space word-spacing writing-mode
"""
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
# Of other namespaces.
FOREIGN_ATTRIBUTES = frozenset({f"{{{XML}}}space", f"{{{XML}}}lang", f"{{{XLINK}}}href", f"{{{XLINK}}}title"})
HREFS = frozenset({"href", f"{{{XLINK}}}href"})
# What a drawing may have within itself instead of leading to it.
PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,")
